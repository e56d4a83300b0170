#include "landbridge/freight/sea/sea_passes.hpp"

#include <algorithm>

namespace landbridge::freight {
namespace {

constexpr double any = std::numeric_limits<double>::infinity();
constexpr GeoPoint none{};

constexpr KnownPass passes[] = {
    {"suez", "Suez Canal", false, 20.12, none, none},
    {"panama", "Panama Canal, locks of 2016", false, 15.24, none, none},
    {"malacca", "Strait of Malacca", false, any, none, none},
    {"gibraltar", "Strait of Gibraltar", false, any, none, none},
    {"babelmandeb", "Bab el-Mandeb", false, any, none, none},
    {"dover", "Strait of Dover", false, any, none, none},
    {"kiel", "Kiel Canal", false, 9.5, none, none},
    {"corinth", "Corinth Canal", false, 7.3, none, none},
    {"bering", "Bering Strait", false, any, none, none},
    {"magellan", "Strait of Magellan", false, any, none, none},
    {"northwest", "North-West Passage", true, any, none, none},
    {"northeast", "Northern Sea Route", true, any, none, none},
    {"bosphorus", "Bosphorus", false, any, {28.40, 41.12}, {29.60, 41.12}},
    {"dardanelles", "Dardanelles", false, any, {26.00, 40.50}, {26.80, 39.70}},
    {"hormuz", "Strait of Hormuz", false, any, {56.50, 27.20}, {56.50, 25.80}},
    {"volga_caspian", "canal from the Volga to the Caspian Sea", false, any, none, none},
    {"volga_don", "Volga-Don Canal and the rivers beside it", false, any, none, none},
};

/// Twice the signed area of a triangle [deg²]; the sign says on which side the third point lies.
double side(const GeoPoint& a, const GeoPoint& b, const GeoPoint& p) {
  return (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg) -
         (b.lat_deg - a.lat_deg) * (p.lon_deg - a.lon_deg);
}

}  // namespace

std::span<const KnownPass> known_passes() { return passes; }

const KnownPass* find_pass(std::string_view name) {
  const auto hit = std::ranges::find(passes, name, &KnownPass::name);
  return hit == std::end(passes) ? nullptr : hit;
}

bool cross(const GeoPoint& a, const GeoPoint& b, const GeoPoint& c, const GeoPoint& d) {
  const bool splits_cd = (side(a, b, c) < 0.0) != (side(a, b, d) < 0.0);
  const bool splits_ab = (side(c, d, a) < 0.0) != (side(c, d, b) < 0.0);
  return splits_cd && splits_ab;
}

}  // namespace landbridge::freight
