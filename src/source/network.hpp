#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>

namespace ecoredline {

// Nothing that is read may reach the network unless a person has allowed it in this process: not a VRT that names a
// server, not a file of a map service, not a path like /vsicurl/. GDAL's drivers for services and databases are taken
// out, its remote file systems answer "refused", and its fetching of addresses too.

/// Not allowed until it is said. What is open stays open; what is opened from now on follows. Any thread.
void allowNetwork(bool allowed);
bool isNetworkAllowed();

/// For registerDrivers, when GDAL has its drivers and has opened nothing: nothing is allowed yet.
void shutNetworkAtFirst();

/// How often something was kept from the network in this process: to tell a refusal from another fault.
std::uint64_t networkRefusals();

/// network.not_allowed (input): `where` wants the network.
Error networkRefused(const std::string& where);

} // namespace ecoredline
