#pragma once

#include "base/feedback.hpp"
#include "catalogue/bind.hpp"
#include "catalogue/ledger_type.hpp"
#include "geo/area.hpp"
#include "report/incident_list.hpp"

#include <vector>

namespace ecoredline {

/// A file of leads in the words of a ledger: one Incident a row, of which only what a lead shows is filled (fields,
/// activity, focus aside; shape, area and position). Rows that cannot be overlaid keep their place as Shape::none.
struct LeadSet {
  std::vector<Incident> leads;
  FlatLayer geometry;            ///< in the CRS of the file
  FlatLayer geographic;          ///< EPSG:4490
  std::vector<Date> image_dates; ///< of the later image, "" = not said
  std::string content_hash;
};

/// How a table of leads is read.
struct LeadReading {
  FieldChoices fields;
  AreaMethod method = AreaMethod::official;
};

/// Binds a table of leads and measures it. Activity words that no code is called by stay as written, with a diagnosis
/// (lead.activity), as do numbers met twice (lead.number). Errors as bindFields and moveLayer; cancelled.
Result<LeadSet> bindLeads(const Catalogue& catalogue, const LedgerType& type, const Table& table,
                          const LeadReading& reading, Diagnoses& diagnoses, Feedback& feedback);

/// The focus problem that a lead is, by its activity and the zones it meets; "" = none.
std::string focusOf(const LedgerType& type, const Incident& lead);

} // namespace ecoredline
