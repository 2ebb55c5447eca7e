#include "desktop/unfinished.hpp"

#include "desktop/words.hpp"

#include <fmt/format.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr int kFormat = 1;

bool same(const Answers& a, const Answers& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.value == y.second.value && x.second.by == y.second.by &&
           x.second.document == y.second.document;
  });
}

QJsonArray json(const std::vector<std::string>& words) {
  QJsonArray list;
  for (const std::string& word : words) list.append(inQt(word));
  return list;
}

QJsonArray json(const std::vector<QPointF>& points) {
  QJsonArray list;
  for (const QPointF point : points) list.append(QJsonArray{point.x(), point.y()});
  return list;
}

QJsonArray json(const SiteShape& shape) {
  QJsonArray rings;
  for (const SiteShape::Ring& ring : shape.rings)
    rings.append(QJsonObject{{"part", static_cast<int>(ring.part)}, {"points", json(ring.points)}});
  return rings;
}

QJsonObject json(const Answers& answers) {
  QJsonObject all;
  for (const auto& [fact, answer] : answers)
    all.insert(inQt(fact), QJsonObject{{"value", inQt(answer.value)},
                                       {"by", inQt(answer.by)},
                                       {"date", inQt(answer.date)},
                                       {"document", inQt(answer.document)}});
  return all;
}

std::string text(const QJsonValue& value) {
  return value.toString().toStdString();
}

std::vector<std::string> wordsFrom(const QJsonValue& value) {
  std::vector<std::string> words;
  for (const QJsonValue& word : value.toArray()) words.push_back(text(word));
  return words;
}

std::vector<QPointF> pointsFrom(const QJsonValue& value) {
  std::vector<QPointF> points;
  for (const QJsonValue& point : value.toArray())
    points.emplace_back(point.toArray().at(0).toDouble(), point.toArray().at(1).toDouble());
  return points;
}

SiteShape shapeFrom(const QJsonValue& value) {
  SiteShape shape;
  for (const QJsonValue& ring : value.toArray()) {
    auto points = pointsFrom(ring["points"]);
    if (points.size() >= 3)
      shape.rings.push_back({static_cast<std::uint32_t>(std::max(0, ring["part"].toInt())), std::move(points)});
  }
  return shape;
}

Answers answersFrom(const QJsonValue& value) {
  Answers answers;
  const QJsonObject all = value.toObject();
  for (auto one = all.begin(); one != all.end(); ++one) {
    const QJsonObject answer = one.value().toObject();
    answers[one.key().toStdString()] = {
        text(answer["value"]), text(answer["by"]), text(answer["date"]), text(answer["document"]), {}};
  }
  return answers;
}

} // namespace

bool Unfinished::holdsWork() const {
  return !corners.empty() || asked || !answers.empty() || tried || cause || step;
}

bool operator==(const Unfinished& a, const Unfinished& b) {
  const bool same_asked =
      a.asked.has_value() == b.asked.has_value() &&
      (!a.asked || (a.asked->command == b.asked->command && a.asked->datum_shift == b.asked->datum_shift &&
                    same(a.asked->answers, b.asked->answers)));
  return same_asked && a.workspace == b.workspace && a.place == b.place && a.layers == b.layers &&
         a.corners == b.corners && a.run == b.run && same(a.answers, b.answers) && a.tried == b.tried &&
         a.cause == b.cause && a.step == b.step;
}

Text contentOf(const Unfinished& unfinished) {
  Text all;
  const auto add = [&](const std::string& zh, const std::string& en) {
    all.zh += (all.zh.empty() ? "" : "、") + zh;
    all.en += (all.en.empty() ? "" : ", ") + en;
  };
  if (!unfinished.corners.empty())
    add(fmt::format("手绘地块的 {} 个角点", unfinished.corners.size()),
        fmt::format("{} corners of a site being drawn", unfinished.corners.size()));
  if (unfinished.asked) add("一个待核查的用地文件", "a site file about to be screened");
  const std::size_t answers =
      unfinished.answers.size() + (unfinished.asked ? unfinished.asked->answers.size() : std::size_t{0});
  if (answers > 0) add(fmt::format("{} 条答复", answers), fmt::format("{} answers", answers));
  if (unfinished.tried)
    add(fmt::format("{} 的 {} 个推演方案", unfinished.tried->site, unfinished.tried->scenarios.size()),
        fmt::format("{} scenarios of {}", unfinished.tried->scenarios.size(), unfinished.tried->site));
  if (unfinished.cause) add("一条改判原因", "a cause being booked");
  if (unfinished.step)
    add("问题 " + unfinished.step->incident + " 的办理", "a step of problem " + unfinished.step->incident);
  return all;
}

QByteArray toJson(const Unfinished& unfinished) {
  QJsonObject all{{"format", kFormat},
                  {"workspace", inQt(unfinished.workspace)},
                  {"place", QJsonArray{unfinished.place.x, unfinished.place.y, unfinished.place.metres_per_pixel}},
                  {"layers", QString::fromUtf8(unfinished.layers)},
                  {"corners", json(unfinished.corners)},
                  {"run", json(unfinished.run)},
                  {"answers", json(unfinished.answers)}};
  if (const auto& asked = unfinished.asked)
    all["asked"] = QJsonObject{{"command", json(asked->command)},
                               {"datum_shift", inQt(asked->datum_shift)},
                               {"answers", json(asked->answers)}};
  if (const auto& tried = unfinished.tried) {
    QJsonArray scenarios;
    for (const SiteShape& shape : tried->scenarios) scenarios.append(json(shape));
    all["tried"] =
        QJsonObject{{"site", inQt(tried->site)}, {"scenarios", scenarios}, {"current", json(tried->current)}};
  }
  if (const auto& cause = unfinished.cause)
    all["cause"] = json({cause->kind, cause->from, cause->to, cause->change, cause->cause, cause->by, cause->reason});
  if (const auto& step = unfinished.step)
    all["step"] = json({step->incident, step->to, step->level, step->by, step->evidence, step->reason});
  return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

Result<Unfinished> unfinishedFrom(const QByteArray& json) {
  const QJsonDocument read = QJsonDocument::fromJson(json);
  if (!read.isObject() || read["format"].toInt() != kFormat)
    return fail(ErrorKind::input, "session.unreadable",
                {"这不是本程序保存的会话", "This is no session that this program kept"});
  Unfinished made;
  made.workspace = text(read["workspace"]);
  const QJsonArray place = read["place"].toArray();
  made.place = {place.at(0).toDouble(), place.at(1).toDouble(), place.at(2).toDouble()};
  made.layers = read["layers"].toString().toUtf8();
  made.corners = pointsFrom(read["corners"]);
  made.run = wordsFrom(read["run"]);
  made.answers = answersFrom(read["answers"]);
  if (const QJsonValue asked = read["asked"]; asked.isObject())
    made.asked = SiteAsked{wordsFrom(asked["command"]), text(asked["datum_shift"]), answersFrom(asked["answers"])};
  if (const QJsonValue tried = read["tried"]; tried.isObject()) {
    made.tried = SiteTried{text(tried["site"]), {}, shapeFrom(tried["current"])};
    for (const QJsonValue& shape : tried["scenarios"].toArray()) made.tried->scenarios.push_back(shapeFrom(shape));
  }
  if (const auto words = wordsFrom(read["cause"]); words.size() == 7)
    made.cause = CauseTyped{words[0], words[1], words[2], words[3], words[4], words[5], words[6]};
  if (const auto words = wordsFrom(read["step"]); words.size() == 6)
    made.step = StepTyped{words[0], words[1], words[2], words[3], words[4], words[5]};
  return made;
}

} // namespace ecoredline
