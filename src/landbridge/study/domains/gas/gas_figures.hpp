#pragma once

#include "landbridge/study/domains/gas/gas_year.hpp"

namespace landbridge::study {

/// Pressure and height along the way from a supply to a delivery, one line a period.
Figure profile_figure(const GasModel& model, const GasYear& year, std::size_t delivery,
                      std::span<const double> draw);

/// Largest flow by period, firm and with every unit running.
Figure capacity_figure(const GasModel& model, const GasYear& year, std::size_t delivery);

/// Levelised tariff over volume; only where something is new.
std::optional<Figure> tariff_figure(const GasModel& model, const GasYear& year,
                                    std::size_t delivery, std::span<const double> draw);

/// Largest firm flow without each station in turn, one bar a stretch; none without stations.
std::optional<Figure> station_loss_figure(const GasModel& model, const GasYear& year,
                                          std::size_t delivery, std::span<const double> draw);

/// A day of the first stretch hour by hour, with the course of the offtakes that the study states;
/// none where it states none.
std::optional<Figure> day_figure(const GasModel& model, const GasYear& year, std::size_t delivery,
                                 std::span<const double> draw);

/// Pressure at the watched place after each closure, over hours; none where there are none.
std::optional<Figure> closure_figure(const GasModel& model, const GasYear& year,
                                     std::span<const double> draw);

/// Temperature along the way to a delivery with the temperature of hydrates beside it; none where
/// no ground states its own temperature.
std::optional<Figure> temperature_figure(const GasModel& model, const GasYear& year,
                                         std::size_t delivery, std::span<const double> draw);

/// Stations on their maps, one figure a kind of machine; in flow and head of the design point.
std::vector<Figure> machine_figures(const GasModel& model, const GasYear& year,
                                    std::size_t delivery, std::span<const double> draw);

/// What each station does at the largest firm flows, and what holds it.
ResultTable station_table(const GasModel& model, const GasYear& year);

/// "winter", or "winter, 21 d" where a period has more than one stretch.
std::string stretch_name(const GasModel& model, std::size_t stretch);

/// Sources of the rows of a table that are open.
std::vector<std::string> sources_of(const GasModel& model, std::string_view table);

/// Rungs of both sides of a deal, from nothing to floor and ceiling.
Figure ladder_figure(const GasModel& model, const GasYear& year, std::size_t deal,
                     std::span<const double> draw);

/// Published against computed capacity of known lines; none where the study lists none.
std::optional<Figure> known_lines_figure(const GasModel& model);

/// Links of the way from a supply to a node, in the direction of flow: pipes and stations.
std::vector<LinkId> way_to(const GasNetwork& network, NodeId node);

}  // namespace landbridge::study
