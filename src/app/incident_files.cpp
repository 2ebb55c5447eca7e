#include "app/incident_files.hpp"

#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "engine/nearest.hpp"
#include "inspection/life_cycle.hpp"
#include "source/photo.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

// 0 where the photo was taken on the place.
double distanceTo(const FlatLayer& shape, const PhotoFacts& photo) {
  if (shape.rows() == 0 || shape.shape[0] == Shape::none) return kNoNumber;
  FlatBuilder builder(Crs::cgcs2000()); // WGS 84 and CGCS2000 are one within decimetres
  builder.beginRow(Shape::point, 0);
  builder.addRing(std::vector<double>{photo.longitude}, std::vector<double>{photo.latitude}, 0);
  builder.endRow();
  const FlatLayer point = builder.take();
  return distanceBetween(LayerIndex(point), 0, LayerIndex(shape), 0).metres;
}

std::string mismatchOf(const IncidentFile& file, const Date& date) {
  const bool far = std::isfinite(file.distance_m) && file.distance_m > kPhotoReach;
  const Date day = file.taken.substr(0, 10);
  const bool known = isDate(day) && isDate(date);
  const bool late = known && (day > date || daysAfter(day, kPhotoAge) < date);
  if (far) return late ? "both" : "position";
  return late ? "time" : "";
}

// Of a file of any size, a piece at a time; "" = it cannot be read.
std::string hashOfFile(const fs::path& path) {
  constexpr std::size_t kPiece = 1 << 20;
  std::ifstream in(path, std::ios::binary);
  Sha256 hash;
  std::string piece(kPiece, '\0');
  bool any = in.is_open();
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.add(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
    any = any && !in.bad();
  }
  return any ? toHex(hash.finish()) : std::string();
}

} // namespace

fs::path attachmentPath(const fs::path& workspace, const std::string& hash) {
  return pathFromUtf8(toUtf8(workspace) + ".files") / hash.substr(0, 2) / hash.substr(2);
}

Result<IncidentFile> keepFile(const fs::path& workspace, const fs::path& file, const FlatLayer& shape,
                              const Date& date) {
  std::error_code failed;
  if (fs::is_directory(file, failed))
    return fail(ErrorKind::input, "incident.file", {"这是文件夹，不是文件", "This is a folder, no file"}, toUtf8(file),
                {"逐个附文件，或先打包成一个文件", "attach its files one by one, or pack them into one first"});
  auto bytes = readFile(file);
  if (!bytes) return fail(bytes.error());
  if (bytes->empty())
    return fail(ErrorKind::input, "incident.file", {"文件是空的", "The file is empty"}, toUtf8(file),
                {"检查文件是否复制完整", "check that it was copied whole"});
  IncidentFile kept;
  kept.hash = toHex(sha256(*bytes));
  kept.name = toUtf8(file.filename());
  kept.bytes = bytes->size();
  const PhotoFacts photo = readPhotoFacts(file);
  kept.taken = photo.taken;
  if (photo.hasPosition()) {
    kept.longitude = photo.longitude;
    kept.latitude = photo.latitude;
    kept.distance_m = distanceTo(shape, photo);
  }
  kept.mismatch = mismatchOf(kept, date);
  const fs::path place = attachmentPath(workspace, kept.hash);
  // What is there but was changed or broken is put right by the file that it should be.
  if (fs::exists(place, failed) && hashOfFile(place) == kept.hash) return kept;
  fs::create_directories(place.parent_path(), failed);
  if (auto written = writeFileAtomically(place, *bytes); !written) return fail(written.error());
  return kept;
}

Text mismatchText(const IncidentFile& file) {
  if (file.mismatch.empty()) return {};
  Text out;
  if (file.mismatch != "time")
    out = {fmt::format("照片 {} 拍摄位置距问题点位 {} m", file.name, toFixed(file.distance_m, 0)),
           fmt::format("Photo {} was taken {} m from the problem", file.name, toFixed(file.distance_m, 0))};
  if (file.mismatch != "position") {
    out.zh += fmt::format("{}照片 {} 的拍摄时间 {} 与所记日期不符", out.zh.empty() ? "" : "；", file.name, file.taken);
    out.en += fmt::format("{}photo {} was taken on {}, which does not fit the day", out.en.empty() ? "" : "; ",
                          file.name, file.taken);
  }
  return out;
}

Text checkFiles(const fs::path& workspace, const IncidentList& list) {
  for (const Incident& incident : list.incidents)
    for (const IncidentEvent& event : incident.history) {
      if (!event.file) continue;
      const fs::path place = attachmentPath(workspace, event.file->hash);
      const std::string hash = hashOfFile(place);
      if (hash.empty())
        return {fmt::format("第 {} 条（{}）的附件 {} 不在了", event.number, incident.id, event.file->name),
                fmt::format("the file {} of entry {} ({}) is missing", event.file->name, event.number, incident.id)};
      if (hash != event.file->hash)
        return {fmt::format("第 {} 条（{}）的附件 {} 被改动", event.number, incident.id, event.file->name),
                fmt::format("the file {} of entry {} ({}) was changed", event.file->name, event.number, incident.id)};
    }
  return {};
}

} // namespace ecoredline
