#pragma once

#include <string>
#include <vector>

namespace landbridge::study {

/// What a domain shows for one scenario at the best estimate, in forms that every domain shares, so
/// that the report draws a new domain without knowing it. All numbers are in the stated unit.

struct Labelled {
  std::string label;
  double value = 0.0;
  std::string unit;
};

struct Axis {
  std::string label, unit;
};

/// NaN in `y`, `low`, `high` means "no value here".
struct Series {
  std::string name;
  std::vector<double> x, y, low, high;
  std::string style = "line";  ///< line, area, step, points, band, ground
  int axis = 1;
};

struct Mark {
  std::string axis;  ///< "x" or "y"
  double value = 0.0;
  std::string label;
};

struct Figure {
  std::string id, title, kind;  ///< kind: lines, bars, ladder, profile, range
  Axis x, y, y2;
  std::vector<std::string> categories;
  std::vector<Series> series;
  std::vector<Mark> marks;
  std::vector<std::string> sources;
  std::string note;
};

struct TableColumn {
  std::string name, unit;
  bool is_number = true;
};
struct TableCell {
  double number = 0.0;
  std::string text;
  bool is_number = true;
};
struct ResultTable {
  std::string id, title;
  std::vector<TableColumn> columns;
  std::vector<std::vector<TableCell>> rows;
};

struct MapNode {
  std::string id, name, role;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  std::vector<Labelled> values;
  std::vector<std::string> sources;
};
struct MapLink {
  std::string id, name, from, to, kind;
  Labelled flow, limit;
  double utilisation = 0.0;
  bool is_closed = false, is_new = false;
  std::vector<Labelled> values;
  std::vector<std::string> sources;
};

/// Proof that a solve is one: residuals, gaps, iterations, worst place.
struct Certificate {
  std::string what, status;
  std::vector<Labelled> values;
  std::string worst_place;
};

struct Equation {
  std::string name, text, source;
};

struct Exhibit {
  std::string title, finding;
  std::vector<Figure> figures;
  std::vector<ResultTable> tables;
  std::vector<MapNode> nodes;
  std::vector<MapLink> links;
  std::vector<Certificate> certificates;
};

}  // namespace landbridge::study
