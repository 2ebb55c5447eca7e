#include "base/files.hpp"
#include "gdal_writing.hpp"
#include "ledger/ledger_files.hpp"
#include "output/ledger_table.hpp"
#include "source/dataset.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <memory>
#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

const char* turnoverName(Turnover turnover) {
  switch (turnover) {
  case Turnover::removed:
    return "removed";
  case Turnover::added:
    return "added";
  case Turnover::between_classes:
    break;
  }
  return "between_classes";
}

class ChangeFile {
 public:
  ChangeFile(const ChangeShapes& changes, const fs::path& file, Language language)
      : m_in(changes), m_language(language) {
    RegisterOGRGeoPackage();
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    must(driver != nullptr);
    m_dataset.reset(driver->Create(toUtf8(file).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    must(m_dataset != nullptr);
    must(m_cgcs2000.importFromEPSG(4490));
    m_cgcs2000.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }

  void fill() {
    must(m_dataset->StartTransaction());
    addPieces();
    addTable("accounts", accountTable(*m_in.ledger, m_language));
    addTable("change_list", changeTable(*m_in.ledger, m_language));
    must(m_dataset->CommitTransaction());
    CPLErrorReset();
    m_dataset.reset();
    must(CPLGetLastErrorType() < CE_Failure);
  }

 private:
  void addPieces() {
    OGRLayer* layer = m_dataset->CreateLayer("changes", &m_cgcs2000, wkbMultiPolygon, nullptr);
    must(layer != nullptr);
    for (const auto& [field, type] : {std::pair{"change", OFTInteger},
                                      {"turnover", OFTString},
                                      {"cause", OFTString},
                                      {"cause_word", OFTString},
                                      {"tool_cause", OFTString},
                                      {"sureness", OFTString},
                                      {"area_m2", OFTReal},
                                      {"from_class", OFTString},
                                      {"to_class", OFTString},
                                      {"from_ids", OFTString},
                                      {"to_ids", OFTString},
                                      {"how", OFTString},
                                      {"decided_by", OFTString}}) {
      OGRFieldDefn definition(field, type);
      must(layer->CreateField(&definition));
    }
    for (std::size_t p = 0; p < m_in.pieces->size(); ++p) addPiece(*layer, p);
  }

  void addPiece(OGRLayer& layer, std::size_t p) {
    const PieceOfChange& piece = (*m_in.pieces)[p];
    OGRFeature feature(layer.GetLayerDefn());
    const auto set = [&](const char* field, const std::string& value) {
      if (!value.empty()) feature.SetField(field, value.c_str());
    };
    feature.SetField("change", piece.change);
    feature.SetField("turnover", turnoverName(piece.turnover));
    feature.SetField("area_m2", std::round(piece.m2 * 1e4) / 1e4);
    set("from_class", piece.from_class);
    set("to_class", piece.to_class);
    if (piece.change > 0) {
      const LedgerChange& change = m_in.ledger->changes[static_cast<std::size_t>(piece.change) - 1];
      set("cause", std::string(name(change.cause)));
      set("cause_word", word(change.cause).in(m_language));
      set("tool_cause", std::string(name(change.tool_cause)));
      set("sureness", std::string(name(change.sureness)));
      set("from_ids", fmt::format("{}", fmt::join(change.from_ids, " ")));
      set("to_ids", fmt::format("{}", fmt::join(change.to_ids, " ")));
      set("how", change.how.in(m_language));
      if (change.override_by) set("decided_by", change.override_by->by);
    } else {
      set("cause", std::string(name(Cause::method_change)));
    }
    feature.SetGeometryDirectly(polygonOf(*m_in.shapes, p).release());
    must(layer.CreateFeature(&feature));
  }

  void addTable(const char* title, const TextTable& table) {
    OGRLayer* layer = m_dataset->CreateLayer(title, nullptr, wkbNone, nullptr);
    must(layer != nullptr);
    for (const TextTable::Head& head : table.heads) {
      OGRFieldDefn definition(head.id.c_str(), head.number ? OFTReal : OFTString);
      must(layer->CreateField(&definition));
    }
    for (const auto& row : table.rows) {
      OGRFeature feature(layer->GetLayerDefn());
      for (std::size_t c = 0; c < row.size(); ++c) {
        if (row[c].empty()) continue;
        if (table.heads[c].number)
          feature.SetField(static_cast<int>(c), CPLAtof(row[c].c_str()));
        else
          feature.SetField(static_cast<int>(c), row[c].c_str());
      }
      must(layer->CreateFeature(&feature));
    }
  }

  const ChangeShapes& m_in;
  Language m_language;
  DatasetPtr m_dataset;
  OGRSpatialReference m_cgcs2000;
};

} // namespace

Result<void> writeChangeLayer(const ChangeShapes& changes, const fs::path& file, Language language) {
  const fs::path partial = pathFromUtf8(toUtf8(file) + ".partial.gpkg");
  std::error_code ignored;
  fs::remove(partial, ignored);
  const GdalMessages quiet;
  CPLErrorReset();
  try {
    ChangeFile(changes, partial, language).fill();
    fs::rename(partial, file);
    return {};
  } catch (const GdalRefused& refused) {
    fs::remove(partial, ignored);
    return fail(ErrorKind::input, "output.write_failed",
                {"不能写出 GeoPackage：" + refused.reason, "The GeoPackage cannot be written: " + refused.reason},
                toUtf8(file), {"检查路径、权限与磁盘空间", "check the path, permissions and free space"});
  } catch (const fs::filesystem_error& failed) {
    fs::remove(partial, ignored);
    return fail(ErrorKind::input, "output.write_failed",
                {fmt::format("不能写出 GeoPackage：{}", failed.code().message()),
                 fmt::format("The GeoPackage cannot be written: {}", failed.code().message())},
                toUtf8(file));
  }
}

} // namespace ecoredline
