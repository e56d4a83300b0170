// render_fixture MODEL.json OUT.html TITLE: a report model as a page, without a study around it.

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "landbridge/report/html.hpp"

int main(int count, char** arguments) {
  if (count != 4) {
    fmt::print(stderr, "usage: render_fixture MODEL.json OUT.html TITLE\n");
    return 1;
  }
  std::ifstream in(arguments[1], std::ios::binary);
  const std::string model{std::istreambuf_iterator<char>(in), {}};
  if (!in || model.empty()) {
    fmt::print(stderr, "{}: cannot be read, or is empty\n", arguments[1]);
    return 1;
  }
  std::ofstream out(arguments[2], std::ios::binary);
  out << landbridge::report::render_html(model, arguments[3]);
  out.close();
  return out ? 0 : 1;
}
