#include "app/atlas.hpp"

#include "app/catalogue_folder.hpp"
#include "app/resumed_folder.hpp"
#include "app/sheet_file.hpp"
#include "app/workers.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/replace_file.hpp"
#include "painting/book.hpp"
#include "painting/pdf_file.hpp"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr const char* kMadeFrom = "made_from";

std::string stampOf(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  const auto time = fs::last_write_time(file, failed);
  return failed ? "-" : fmt::format("{} {}", size, time.time_since_epoch().count());
}

std::string textOf(const std::optional<PagePlaces>& places) {
  std::string out;
  if (!places) return out;
  for (const auto& [element, place] : *places)
    out +=
        fmt::format("{} {} {} {};", kPageElements[static_cast<std::size_t>(element)], place.x, place.y, place.hidden);
  return out + "|"; // nothing moved is not what the sheet says
}

// Everything a page depends on. The workspace stands by its size and time: it is one file, and any write shows.
Result<std::string> keyOf(const MapOptions& o, const SheetMaker& maker, const std::vector<SheetPlan>& plans) {
  auto data = dataFolder();
  if (!data) return fail(data.error());
  Sha256 hash;
  const auto add = [&](const std::string& text) { hash.add(text).add("\n"); };
  for (const std::string& text : {std::string(ECOREDLINE_VERSION),
                                  fs::absolute(o.workspace).string(),
                                  stampOf(o.workspace),
                                  o.sheet,
                                  maker.report().id,
                                  o.site,
                                  o.place,
                                  o.incident,
                                  o.ledger,
                                  o.kind,
                                  o.from,
                                  o.to,
                                  o.atlas,
                                  o.pages,
                                  fmt::format("{} {}", o.scale, o.dpi),
                                  std::string(maker.asOf()),
                                  o.size,
                                  o.title,
                                  o.unit,
                                  o.secrecy,
                                  textOf(o.places),
                                  std::string(maker.language() == Language::zh ? "zh" : "en")})
    add(text);
  for (const SheetPlan& plan : plans) add(plan.name);
  std::set<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(*data / "styles", failed))
    if (entry.is_regular_file()) files.insert(entry.path());
  for (const fs::path& file : files) {
    auto bytes = readFile(file);
    if (!bytes) return fail(bytes.error());
    add(*bytes);
  }
  if (auto added = addOwnFiles(o.own, hash); !added) return fail(added.error());
  return toHex(hash.finish());
}

// Not synced: a part carries a sum, and one that is not whole is painted anew.
Result<void> writePart(const fs::path& file, const PdfPart& part) {
  fs::path partial = file;
  partial += ".partial";
  const std::string bytes = toBytes(part);
  std::ofstream out(partial, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code failed;
  if (out) fs::rename(partial, file, failed);
  if (out && !failed) return {};
  return writeFailed(file, failed ? failed.message() : "write");
}

std::optional<PdfPart> readPart(const fs::path& file) {
  const auto bytes = readFile(file);
  return bytes ? partFromBytes(*bytes) : std::nullopt;
}

class Atlas {
 public:
  Atlas(const MapOptions& options, SheetMaker& maker, const std::vector<SheetPlan>& plans, Feedback& feedback)
      : m_options(options), m_maker(maker), m_plans(plans), m_feedback(feedback), m_bound(options.pages.empty()) {
    m_folder = m_bound ? fs::path(options.out) += ".pages" : options.out;
    const int index = indexPages(maker.paper(), plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i)
      m_numbers.push_back({index + static_cast<int>(i) + 1, index + static_cast<int>(plans.size())});
  }

  Result<AtlasWritten> write() {
    if (auto opened = openFolder(); !opened) return fail(opened.error());
    if (auto painted = paint(); !painted) return fail(painted.error());
    if (auto bound = m_bound ? bind() : writeIndex(); !bound) return fail(bound.error());
    return m_written;
  }

 private:
  std::string ending() const { return m_bound ? ".pdf" : "." + m_options.pages; }

  fs::path pageFile(std::size_t i) const {
    const int number = m_numbers[i].page;
    if (m_bound) return m_folder / fmt::format("{:04}.part", number);
    return m_folder / pathFromUtf8(fmt::format("{:04}_{}{}", number, fileSafe(m_plans[i].name), ending()));
  }

  bool isPainted(std::size_t i) const {
    return fs::exists(pageFile(i)) && (!m_bound || readPart(pageFile(i)).has_value());
  }

  // Begins anew where the folder holds pages made from something else; a folder that is not ours is left alone.
  Result<void> openFolder() {
    auto key = keyOf(m_options, m_maker, m_plans);
    if (!key) return fail(key.error());
    const ResumedFolder resumed{m_folder, m_folder / kMadeFrom, *key};
    const auto on = goesOn(
        resumed, {ErrorKind::input,
                  "map.foreign_folder",
                  {"目录中已有其他文件，不是一本未完成的图册", "The folder holds other files, not an atlas under way"},
                  toUtf8(m_folder),
                  {"换一个目录", "name another folder"}});
    if (!on) return fail(on.error());
    if (*on) return {};
    std::error_code failed;
    fs::remove_all(m_folder, failed);
    return beginFolder(resumed);
  }

  Result<void> paint() {
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < m_plans.size(); ++i)
      if (!isPainted(i)) missing.push_back(i);
    m_written = {m_plans.size(), m_plans.size() - missing.size()};
    // what changed is measured for the whole of it: a second thread would measure it again
    const int threads = m_maker.subject() == SheetSubject::change ? 1 : m_options.jobs;
    std::atomic<bool> first{true};
    const MakeWorker make = [&]() -> Result<DoPiece> {
      std::shared_ptr<SheetMaker> own;
      if (!first.exchange(false)) {
        auto made = SheetMaker::of(m_options, m_maker.language(), silentFeedback());
        if (!made) return fail(made.error());
        own = std::move(*made);
      }
      SheetMaker* maker = own ? own.get() : &m_maker;
      return DoPiece([this, own, maker, &missing](std::size_t piece) { return paintPage(*maker, missing[piece]); });
    };
    return doPieces(missing.size(), threads, make, m_feedback);
  }

  Result<void> paintPage(SheetMaker& maker, std::size_t i) const {
    auto page = maker.page(m_plans[i]);
    if (!page) return fail(page.error());
    if (!m_bound) {
      if (auto done = writeSheetFile(pageFile(i), m_options, maker, *page, m_numbers[i]); !done)
        return fail(done.error());
      return {};
    }
    auto part = sheetPart(m_options, maker, *page, m_numbers[i]);
    if (!part) return fail(part.error());
    return writePart(pageFile(i), *part);
  }

  Canvas index() const {
    std::vector<BookEntry> entries;
    for (std::size_t i = 0; i < m_plans.size(); ++i)
      entries.push_back({m_plans[i].name, m_bound ? std::string() : toUtf8(pageFile(i).filename())});
    return atlasIndex(canvasFor(".pdf", m_options, m_maker, m_maker.title()), m_maker.paper(), m_maker.language(),
                      entries);
  }

  Result<void> writeIndex() const {
    auto bytes = index().finish();
    if (!bytes) return fail(bytes.error());
    return writeFileAtomically(m_folder / "index.pdf", *bytes);
  }

  Result<void> bind() const {
    auto first = index().part();
    if (!first) return fail(first.error());
    std::vector<BookPart> parts{{std::move(*first), m_maker.language() == Language::zh ? "图幅目录" : "Index"}};
    for (std::size_t i = 0; i < m_plans.size(); ++i) {
      auto part = readPart(pageFile(i));
      if (!part)
        return fail(ErrorKind::input, "output.write_failed",
                    {"图册的这一页不能读回", "This page of the atlas cannot be read back"}, toUtf8(pageFile(i)),
                    {"再运行一次，只重画缺的页", "run it once more: only this page is drawn again"});
      parts.push_back({std::move(*part), m_plans[i].name});
    }
    if (auto written = writeFileAtomically(m_options.out, boundPdf(std::move(parts))); !written) return written;
    std::error_code failed; // the pages are in the book; what stays behind does no harm
    fs::remove_all(m_folder, failed);
    return {};
  }

  const MapOptions& m_options;
  SheetMaker& m_maker;
  const std::vector<SheetPlan>& m_plans;
  Feedback& m_feedback;
  bool m_bound;
  fs::path m_folder;
  std::vector<PageNumber> m_numbers;
  AtlasWritten m_written;
};

} // namespace

Result<AtlasWritten> writeAtlas(const MapOptions& options, SheetMaker& maker, const std::vector<SheetPlan>& plans,
                                Feedback& feedback) {
  return Atlas(options, maker, plans, feedback).write();
}

} // namespace ecoredline
