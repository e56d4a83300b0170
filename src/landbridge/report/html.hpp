#pragma once

#include <string>
#include <string_view>

namespace landbridge::report {

/// One HTML file that draws a report without network: the model as a data block, the page's script
/// and style, the outlines of the world, and the claims as plain text for readers without script.
///
/// `report_json` is a report model as the README of this folder describes it; it must be valid
/// JSON. Nothing in it can become markup or script: the policy of the page allows one script only,
/// by its hash, and no address at all.
[[nodiscard]] std::string render_html(std::string_view report_json, std::string_view title);

/// JSON that may stand inside <script type="application/json">: no "<", no U+2028, no U+2029.
[[nodiscard]] std::string escape_for_script_block(std::string_view json);

/// Text that may stand in HTML content or in a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace landbridge::report
