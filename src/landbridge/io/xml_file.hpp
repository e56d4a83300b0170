#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include <pugixml.hpp>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// An XML document and the text it came from. Document type declarations are refused, so entities
/// can neither grow (billion laughs) nor reach other files.
struct XmlFile {
  TextFile source;
  std::unique_ptr<pugi::xml_document> document;

  /// Where an element begins.
  SourcePlace place(const pugi::xml_node& node) const;
};

/// Errors: everything of read_text_file(), syntax (with line and column), a document type
/// declaration, elements nested deeper than 100, no root element.
Read<XmlFile> read_xml(const std::filesystem::path& file);
Read<XmlFile> parse_xml(TextFile source);

/// The name behind a namespace prefix: "framework:nodes" -> "nodes".
std::string_view local_name(const pugi::xml_node& node);

/// The first child element of that local name; an empty node if there is none.
pugi::xml_node child_named(const pugi::xml_node& parent, std::string_view name);

}  // namespace landbridge::io
