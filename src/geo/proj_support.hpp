#pragma once

#include <memory>

// PROJ's own types, named here so that proj.h stays in .cpp files.
struct pj_ctx;
struct PJconsts;
struct PJ_OBJ_LIST;
struct PJ_OPERATION_FACTORY_CONTEXT;

namespace ecoredline {

/// Ends any PROJ object. For geo/'s own .cpp files only.
struct ProjEnd {
  void operator()(pj_ctx* context) const;
  void operator()(PJconsts* object) const;
  void operator()(PJ_OBJ_LIST* list) const;
  void operator()(PJ_OPERATION_FACTORY_CONTEXT* factory) const;
};
using ProjContextPtr = std::unique_ptr<pj_ctx, ProjEnd>;
using PjPtr = std::unique_ptr<PJconsts, ProjEnd>;
using PjListPtr = std::unique_ptr<PJ_OBJ_LIST, ProjEnd>;
using PjFactoryPtr = std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, ProjEnd>;

/// A silent context without network.
ProjContextPtr makeProjContext();

/// This thread's context for questions to proj.db. Objects made with it must not leave the thread.
pj_ctx* threadContext();

} // namespace ecoredline
