#pragma once

#include <string_view>

namespace landbridge::report {

/// Files of the page as esbuild left them, part of the program (see page/build.js).
std::string_view page_script();
std::string_view page_style();
std::string_view page_atlas();        ///< Natural Earth 1:50m countries, TopoJSON
std::string_view page_script_hash();  ///< "sha256-…" of page_script(), for the security policy

}  // namespace landbridge::report
