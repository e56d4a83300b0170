#include "landbridge/report/html.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "landbridge/base/assert.hpp"
#include "landbridge/report/page_files.hpp"

namespace landbridge::report {
namespace {

using Json = nlohmann::json;

constexpr std::string_view page_template = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="landbridge">
<title>{title}</title>
<style>{style}</style>
<noscript><style>.plain {{ animation: none; }}</style></noscript>
</head>
<body>
<main id="page"><div class="wrap plain">
{plain}</div></main>
<script type="application/json" id="report">{report}</script>
<script type="application/json" id="atlas">{atlas}</script>
<script>{script}</script>
</body>
</html>
)";

/// One script, by its hash; styles; no address, no frame, no form.
std::string security_policy() {
  return fmt::format(
      "default-src 'none'; script-src '{}'; style-src 'unsafe-inline'; img-src data:; "
      "base-uri 'none'; form-action 'none'",
      page_script_hash());
}

/// A text member, or nothing where it is missing or of another kind.
std::string text_of(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string word_of(std::string_view verdict) {
  constexpr std::array<std::array<std::string_view, 2>, 3> known{
      {{"holds", "Holds"}, {"fails", "Fails"}, {"depends", "Depends"}}};
  for (const auto& [id, word] : known)
    if (verdict == id) return std::string{word};
  return "Not testable";
}

std::string number_text(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_number()) return {};
  return fmt::format("{:.4g}", object[key].get<double>());
}

/// "computed P10 31.2, P50 36.5, P90 41 bcm_20C/yr"; empty where nothing was computed.
std::string computed_text(const Json& claim) {
  if (!claim.contains("computed")) return {};
  const Json& computed = claim["computed"];
  const std::string p10 = number_text(computed, "p10");
  const std::string p50 = number_text(computed, "p50");
  const std::string p90 = number_text(computed, "p90");
  if (p10.empty() || p50.empty() || p90.empty()) return {};
  return fmt::format("computed P10 {}, P50 {}, P90 {} {}", p10, p50, p90, text_of(claim, "unit"));
}

std::string paragraph(std::string_view label, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<p>{}{}</p>\n", label, escape_html(text));
}

std::string plain_claim(const Json& claim) {
  std::string html =
      fmt::format("<li><p><strong>{}.</strong> {}</p>\n", word_of(text_of(claim, "verdict")),
                  escape_html(text_of(claim, "text")));
  html += paragraph("Said by: ", text_of(claim, "said_by"));
  if (claim.contains("claimed")) html += paragraph("Claimed: ", text_of(claim["claimed"], "text"));
  html += paragraph("", computed_text(claim));
  html += paragraph("Why: ", text_of(claim, "why"));
  html += paragraph("What would have to change: ", text_of(claim, "change"));
  return html + "</li>\n";
}

/// Title, summary and claims without script; the page's script replaces them.
std::string plain_answer(const Json& model, std::string_view title) {
  const Json study = model.value("study", Json::object());
  const std::string own_title = text_of(study, "title");
  std::string html =
      fmt::format("<h1>{}</h1>\n", escape_html(own_title.empty() ? title : own_title));
  html += paragraph("", text_of(study, "date"));
  html += paragraph("", text_of(study, "summary"));
  html += "<p>Maps, figures and tables need JavaScript. The claims follow as text.</p>\n<ol>\n";
  const Json claims = model.value("claims", Json::array());
  for (const Json& claim : claims)
    if (claim.is_object()) html += plain_claim(claim);
  return html + "</ol>\n";
}

}  // namespace

std::string render_html(std::string_view report_json, std::string_view title) {
  const Json model = Json::parse(report_json, nullptr, /*allow_exceptions=*/false);
  LANDBRIDGE_ASSERT(model.is_object());
  return fmt::format(page_template, fmt::arg("policy", escape_html(security_policy())),
                     fmt::arg("title", escape_html(title)), fmt::arg("style", page_style()),
                     fmt::arg("plain", plain_answer(model, title)),
                     fmt::arg("report", escape_for_script_block(report_json)),
                     fmt::arg("atlas", escape_for_script_block(page_atlas())),
                     fmt::arg("script", page_script()));
}

std::string escape_for_script_block(std::string_view json) {
  constexpr std::string_view line_separator = "\xe2\x80\xa8";
  constexpr std::string_view paragraph_separator = "\xe2\x80\xa9";
  std::string escaped;
  escaped.reserve(json.size() + json.size() / 64);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view here = json.substr(i, 3);
    if (json[i] == '<') {
      escaped += "\\u003c";
    } else if (here == line_separator || here == paragraph_separator) {
      escaped += here == line_separator ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      escaped += json[i];
    }
  }
  return escaped;
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

}  // namespace landbridge::report
