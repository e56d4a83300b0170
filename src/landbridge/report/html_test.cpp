#include "landbridge/report/html.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "landbridge/report/page_files.hpp"

using landbridge::report::escape_for_script_block;
using landbridge::report::escape_html;
using landbridge::report::render_html;

namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

/// What a browser would read from the data block of the model.
std::string data_block(const std::string& html) {
  const std::string open = "<script type=\"application/json\" id=\"report\">";
  const auto from = html.find(open) + open.size();
  return html.substr(from, html.find("</script>", from) - from);
}

const nlohmann::json hostile = {
    {"study", {{"title", "</title><script>alert(1)</script>"}, {"summary", "a & b < c"}}},
    {"claims",
     {{{"id", "x"},
       {"text", "</script><script>alert(2)</script><!-- <img src=x onerror=alert(3)>"},
       {"verdict", "fails"},
       {"unit", "bcm_20C/yr"},
       {"claimed", {{"text", "at least \"50\" & more"}}},
       {"computed", {{"p10", 31.25}, {"p50", 36.5}, {"p90", 41.0}}},
       {"why", "line\xe2\x80\xa8separator"}}}}};

}  // namespace

TEST_CASE("a data block holds no character that could end it") {
  const std::string escaped = escape_for_script_block("{\"a\":\"</script><!--\"}");
  CHECK(escaped.find('<') == std::string::npos);
  CHECK(nlohmann::json::parse(escaped)["a"] == "</script><!--");
}

TEST_CASE("line and paragraph separators are escaped and read back as themselves") {
  const std::string both = "{\"a\":\"\xe2\x80\xa8\xe2\x80\xa9\"}";
  CHECK(escape_for_script_block(both) == "{\"a\":\"\\u2028\\u2029\"}");
  CHECK(nlohmann::json::parse(escape_for_script_block(both)) == nlohmann::json::parse(both));
}

TEST_CASE("other characters of three bytes stay as they are") {
  CHECK(escape_for_script_block("\"20 °C – 51 240 €\"") == "\"20 °C – 51 240 €\"");
  CHECK(escape_for_script_block("\xe2\x80") == "\xe2\x80");
}

TEST_CASE("text in HTML cannot open a tag, an attribute or an entity") {
  CHECK(escape_html("<a href='x' title=\"y\">&amp;") ==
        "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;");
}

TEST_CASE("a hostile model adds no element to the page") {
  const std::string harmless = render_html("{}", "t");
  const std::string html = render_html(hostile.dump(), "</title><script>alert(0)</script>");
  CHECK(count_of(html, "<script") == count_of(harmless, "<script"));
  CHECK(count_of(html, "</script") == count_of(harmless, "</script"));
  CHECK(count_of(html, "<img") == count_of(harmless, "<img"));
  CHECK(count_of(html, "<title>") == 1);
  CHECK(html.find("<script>alert") == std::string::npos);
}

TEST_CASE("the data block gives the model back, byte for byte in meaning") {
  CHECK(nlohmann::json::parse(data_block(render_html(hostile.dump(), "t"))) == hostile);
}

TEST_CASE("without script the claims are there as text: verdict, numbers, reason") {
  const std::string html = render_html(hostile.dump(), "t");
  CHECK(html.find("<strong>Fails.</strong>") != std::string::npos);
  CHECK(html.find("computed P10 31.25, P50 36.5, P90 41 bcm_20C/yr") != std::string::npos);
  CHECK(html.find("at least &quot;50&quot; &amp; more") != std::string::npos);
}

TEST_CASE("the policy allows one script, by its hash, and no address") {
  const std::string html = render_html("{}", "t");
  CHECK(html.find("default-src &#39;none&#39;") != std::string::npos);
  CHECK(html.find(std::string{landbridge::report::page_script_hash()}) != std::string::npos);
  CHECK(html.find(" src=\"http") == std::string::npos);
  CHECK(html.find("<link") == std::string::npos);
}

TEST_CASE("members of an unexpected kind do not stop the page") {
  const std::string html = render_html(
      R"({"study": 3, "claims": [1, {"text": 5, "computed": null, "claimed": []}]})", "t");
  CHECK(html.find("<strong>Not testable.</strong>") != std::string::npos);
}

TEST_CASE("the page stays under three megabytes before the model is added") {
  CHECK(render_html("{}", "t").size() < 2'000'000);
  CHECK(landbridge::report::page_script().size() > 100'000);
}
