#include "landbridge/io/xml_file.hpp"

#include <utility>

#include <fmt/format.h>

namespace landbridge::io {
namespace {

constexpr int depth_max = 100;

/// The first element that is nested too deeply, walked without recursion.
pugi::xml_node first_too_deep(const pugi::xml_document& document) {
  int depth = 0;
  pugi::xml_node node = document.first_child();
  while (node) {
    if (depth >= depth_max) return node;
    if (node.first_child()) {
      node = node.first_child();
      ++depth;
      continue;
    }
    while (depth > 0 && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    node = node.next_sibling();
  }
  return {};
}

std::string_view sentence_for(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_end_element_mismatch:
      return "an end tag does not match its start tag, or the file is cut off";
    case pugi::status_bad_start_element: return "a start tag is not complete";
    case pugi::status_bad_end_element: return "an end tag is not complete";
    case pugi::status_bad_attribute: return "an attribute is not written as name=\"value\"";
    case pugi::status_bad_comment: return "a comment is never closed";
    case pugi::status_bad_cdata: return "a CDATA section is never closed";
    case pugi::status_bad_doctype: return "the document type declaration is not complete";
    case pugi::status_no_document_element: return "there is no element in it";
    case pugi::status_out_of_memory: return "it needs more memory than there is";
    default: return "it cannot be read as XML";
  }
}

Read<XmlFile> one_error(SourcePlace place, std::string message, std::string hint) {
  Diagnostics diagnostics;
  diagnostics.error(std::move(place), std::move(message), std::move(hint));
  return read_failed<XmlFile>(std::move(diagnostics));
}

}  // namespace

SourcePlace XmlFile::place(const pugi::xml_node& node) const {
  const std::ptrdiff_t offset = node.offset_debug();
  if (offset < 0) return {source.name(), 0, 0, {}};
  return source.place_at(static_cast<std::size_t>(offset));
}

Read<XmlFile> parse_xml(TextFile source) {
  XmlFile xml{std::move(source), std::make_unique<pugi::xml_document>()};
  const std::string& text = xml.source.text();
  if (text.find_first_not_of(" \t\n") == std::string::npos)
    return one_error({xml.source.name(), 0, 0, {}}, "the file is empty",
                     "an XML document is expected");
  const auto result = xml.document->load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  for (const pugi::xml_node& node : xml.document->children())
    if (node.type() == pugi::node_doctype) {
      const std::size_t at = text.find("<!DOCTYPE");
      return one_error(xml.source.place_at(at == std::string::npos ? 0 : at),
                       "document type declarations and their entities are not accepted",
                       "remove the <!DOCTYPE ...> part; the data of this format needs none");
    }
  if (!result)
    return one_error(xml.source.place_at(static_cast<std::size_t>(result.offset)),
                     fmt::format("not valid XML: {}", sentence_for(result.status)),
                     "check the end of the file and the tags near this place");
  if (const pugi::xml_node deep = first_too_deep(*xml.document))
    return one_error(xml.place(deep), fmt::format("elements are nested deeper than {}", depth_max),
                     "check that the file is the kind that is expected here");
  return read_ok(std::move(xml));
}

Read<XmlFile> read_xml(const std::filesystem::path& file) {
  auto text = read_text_file(file, document_limits);
  if (!text) return read_failed<XmlFile>(std::move(text.diagnostics));
  return parse_xml(std::move(*text));
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_named(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node& child : parent.children())
    if (child.type() == pugi::node_element && local_name(child) == name) return child;
  return {};
}

}  // namespace landbridge::io
