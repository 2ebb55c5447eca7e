#include "source/receipt.hpp"

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "source/dataset.hpp"
#include "source/shape_writer.hpp"

#include <cpl_json.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <map>
#include <optional>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "ecoredline.repair/1";

std::string hexOf(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

/// Empty when it is no hex.
std::string bytesOf(const std::string& hex) {
  std::string bytes;
  if (hex.size() % 2 != 0 || hex.find_first_not_of("0123456789abcdef") != std::string::npos) return bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string hashOfShape(const OGRGeometry* shape) {
  return shape == nullptr ? std::string() : prefixedHex(sha256(wkbOf(*shape)));
}

/// What the repaired reading said of each row.
std::map<std::int64_t, const Diagnosis*> reasonsOf(const Source& source) {
  std::map<std::int64_t, const Diagnosis*> reasons;
  for (const Diagnosis& d : source.diagnoses)
    if (d.code == "geometry.invalid" && d.row) reasons.emplace(*d.row, &d);
  return reasons;
}

tl::unexpected<Error> unreadable(const fs::path& file) {
  return fail(ErrorKind::input, "receipt.unreadable",
              {"不是完整的修复凭证（ecoredline.repair/1）", "Not a whole receipt of a repair (ecoredline.repair/1)"},
              toUtf8(file), {"使用与修复副本一同写出的 .receipt.json", "use the .receipt.json written with the copy"});
}

std::optional<RepairedRow> rowFrom(const CPLJSONObject& json) {
  RepairedRow row;
  row.row = json.GetLong("row", -1);
  row.reason = {json.GetString("zh"), json.GetString("en")};
  row.area_before_m2 = json.GetDouble("area_before_m2");
  row.area_after_m2 = json.GetDouble("area_after_m2");
  row.original_wkb = bytesOf(json.GetString("original_wkb"));
  row.original_hash = json.GetString("original_hash");
  row.repaired_hash = json.GetString("repaired_hash");
  if (row.row < 0 || prefixedHex(sha256(row.original_wkb)) != row.original_hash) return std::nullopt;
  return row;
}

/// One copy while its originals are put back.
class Undo {
 public:
  explicit Undo(const Receipt& receipt) : m_receipt(receipt) {}

  /// How many rows were changed. Errors: receipt.copy_changed, output.write_failed.
  Result<std::size_t> run(const fs::path& file) {
    const DatasetPtr dataset(
        GDALDataset::Open(toUtf8(file).c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
    OGRLayer* layer = dataset ? dataset->GetLayerByName(layerName().c_str()) : nullptr;
    if (layer == nullptr) return changed(-1);
    if (dataset->StartTransaction() != OGRERR_NONE) return notWritten();
    std::size_t count = 0;
    for (const RepairedRow& row : m_receipt.rows) {
      auto done = restore(*layer, row);
      if (!done) return fail(std::move(done.error()));
      count += *done ? 1 : 0;
    }
    if (dataset->CommitTransaction() != OGRERR_NONE) return notWritten();
    return count;
  }

 private:
  std::string layerName() const { return m_receipt.layer.empty() ? "layer" : m_receipt.layer; }

  /// False when the row is the original already.
  Result<bool> restore(OGRLayer& layer, const RepairedRow& row) const {
    const OGRFeatureUniquePtr feature(layer.GetFeature(row.row + 1));
    const std::string met = feature ? hashOfShape(feature->GetGeometryRef()) : std::string();
    if (met == row.original_hash) return false;
    if (met != row.repaired_hash) return changed(row.row);
    OGRGeometry* shape = nullptr;
    OGRGeometryFactory::createFromWkb(row.original_wkb.data(), nullptr, &shape, row.original_wkb.size(), wkbVariantIso);
    if (shape == nullptr) return changed(row.row);
    feature->SetGeometryDirectly(shape);
    if (layer.SetFeature(feature.get()) != OGRERR_NONE) return notWritten();
    return true;
  }

  tl::unexpected<Error> changed(std::int64_t row) const {
    return fail(ErrorKind::input, "receipt.copy_changed",
                {row < 0 ? "副本中没有凭证所指的图层" : fmt::format("副本第 {} 行在修复之后又被改动", row + 1),
                 row < 0 ? "The copy has no such layer as the receipt names"
                         : fmt::format("Row {} of the copy was changed after the repair", row + 1)},
                m_receipt.copy,
                {"原文件未改动，请从原文件重新开始", "the source file is untouched: start again from it"});
  }

  tl::unexpected<Error> notWritten() const {
    return fail(ErrorKind::input, "output.write_failed", {"副本不能写入", "The copy cannot be written"}, m_receipt.copy,
                {"检查剩余空间与写入权限；副本未改动", "check free space and permissions; the copy is as it was"});
  }

  const Receipt& m_receipt;
};

} // namespace

fs::path receiptPath(const fs::path& copy) {
  return pathFromUtf8(toUtf8(copy) + ".receipt.json");
}

Receipt receiptOf(const Source& as_delivered, const Source& repaired, const fs::path& copy) {
  Receipt receipt;
  receipt.source = repaired.table.source;
  receipt.source_hash = repaired.bytes_hash;
  receipt.copy = toUtf8(copy.filename());
  receipt.layer = repaired.table.layer;
  receipt.crs = repaired.table.geometry.crs.code();
  const auto reasons = reasonsOf(repaired);
  for (std::size_t row = 0; row < repaired.table.rows(); ++row) {
    if (repaired.table.states[row] != RowState::repaired) continue;
    const auto original = shapeOf(as_delivered.table.geometry, row);
    const auto mended = shapeOf(repaired.table.geometry, row);
    if (!original) continue;
    RepairedRow entry;
    entry.row = repaired.table.geometry.row_id[row];
    if (const auto said = reasons.find(entry.row); said != reasons.end()) {
      entry.reason = said->second->message;
      entry.area_before_m2 = said->second->area_before_m2.value_or(0);
      entry.area_after_m2 = said->second->area_after_m2.value_or(0);
    }
    entry.original_wkb = wkbOf(*original);
    entry.original_hash = hashOfShape(original.get());
    entry.repaired_hash = hashOfShape(mended.get());
    receipt.rows.push_back(std::move(entry));
  }
  return receipt;
}

std::string toJson(const Receipt& receipt) {
  JsonWriter json;
  json.beginObject().key("format").text(kFormat);
  json.key("source").text(receipt.source).key("source_hash").text(receipt.source_hash);
  json.key("copy").text(receipt.copy).key("layer").text(receipt.layer).key("crs").text(receipt.crs);
  json.key("rows").beginArray();
  double before = 0;
  double after = 0;
  for (const RepairedRow& row : receipt.rows) {
    before += row.area_before_m2;
    after += row.area_after_m2;
    json.beginObject().key("row").integer(row.row).key("zh").text(row.reason.zh).key("en").text(row.reason.en);
    json.key("area_before_m2").fixed(row.area_before_m2, 4).key("area_after_m2").fixed(row.area_after_m2, 4);
    json.key("original_hash").text(row.original_hash).key("repaired_hash").text(row.repaired_hash);
    json.key("original_wkb").text(hexOf(row.original_wkb)).endObject();
  }
  json.endArray().key("total").beginObject().key("area_before_m2").fixed(before, 4);
  json.key("area_after_m2").fixed(after, 4).endObject().endObject();
  return json.take() + "\n";
}

Result<Receipt> readReceipt(const fs::path& file) {
  auto text = readFile(file);
  if (!text) return fail(std::move(text.error()));
  GdalMessages messages;
  CPLJSONDocument document;
  if (!document.LoadMemory(*text)) return unreadable(file);
  const CPLJSONObject root = document.GetRoot();
  if (root.GetString("format") != kFormat) return unreadable(file);
  Receipt receipt;
  receipt.source = root.GetString("source");
  receipt.source_hash = root.GetString("source_hash");
  receipt.copy = root.GetString("copy");
  receipt.layer = root.GetString("layer");
  receipt.crs = root.GetString("crs");
  // A name with a folder in it would lead out of the receipt's own.
  if (receipt.copy.empty() || pathFromUtf8(receipt.copy).filename() != pathFromUtf8(receipt.copy))
    return unreadable(file);
  const CPLJSONArray rows = root.GetArray("rows");
  for (int i = 0; i < rows.Size(); ++i) {
    auto row = rowFrom(rows[i]);
    if (!row) return unreadable(file);
    receipt.rows.push_back(std::move(*row));
  }
  return receipt;
}

Result<std::size_t> undoRepairs(const fs::path& receipt_file) {
  auto receipt = readReceipt(receipt_file);
  if (!receipt) return fail(std::move(receipt.error()));
  const fs::path copy = receipt_file.parent_path() / pathFromUtf8(receipt->copy);
  std::error_code error;
  if (!fs::exists(copy, error))
    return fail(ErrorKind::input, "input.missing_file",
                {"修复副本不在凭证旁边", "The repaired copy does not lie beside its receipt"}, toUtf8(copy),
                {"把两个文件放在同一文件夹", "put both files into one folder"});
  registerDrivers();
  GdalMessages messages;
  const fs::path unfinished = copy.parent_path() / pathFromUtf8(toUtf8(copy.stem()) + ".unfinished.gpkg");
  fs::copy_file(copy, unfinished, fs::copy_options::overwrite_existing, error);
  auto count = error ? Result<std::size_t>(fail(ErrorKind::input, "output.write_failed",
                                                {"副本不能写入", "The copy cannot be written"}, toUtf8(copy),
                                                {"检查剩余空间与写入权限", "check free space and permissions"}))
                     : Undo(*receipt).run(unfinished);
  if (count) fs::rename(unfinished, copy, error);
  std::error_code ignored;
  if (!count) fs::remove(unfinished, ignored);
  return count;
}

} // namespace ecoredline
