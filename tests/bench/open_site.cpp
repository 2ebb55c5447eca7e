// bench_open_site FILE: links GDAL, opens the file and reads its first site. What a cold run of ours cannot be below.
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> file(GDALDataset::Open(argv[1], GDAL_OF_VECTOR));
  if (!file || file->GetLayerCount() == 0) return 3;
  const std::unique_ptr<OGRFeature> site(file->GetLayer(0)->GetNextFeature());
  if (!site) return 3;
  fmt::print("{}\n", site->GetFID());
  return 0;
}
