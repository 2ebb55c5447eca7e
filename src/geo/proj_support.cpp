#include "geo/proj_support.hpp"

#include <proj.h>

namespace ecoredline {

void ProjEnd::operator()(pj_ctx* context) const {
  proj_context_destroy(context);
}
void ProjEnd::operator()(PJconsts* object) const {
  proj_destroy(object);
}
void ProjEnd::operator()(PJ_OBJ_LIST* list) const {
  proj_list_destroy(list);
}
void ProjEnd::operator()(PJ_OPERATION_FACTORY_CONTEXT* factory) const {
  proj_operation_factory_context_destroy(factory);
}

ProjContextPtr makeProjContext() {
  ProjContextPtr context(proj_context_create());
  proj_context_set_enable_network(context.get(), 0);
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

pj_ctx* threadContext() {
  thread_local const ProjContextPtr context = makeProjContext();
  return context.get();
}

} // namespace ecoredline
