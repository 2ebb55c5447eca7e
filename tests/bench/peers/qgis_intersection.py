"""QGIS' native:intersection, one run a layer, by qgis_process.bin: Debian 12's wrapper hands it an option it does not know."""
import os
import sqlite3
import struct
import subprocess

import face

PROGRAM = "/usr/bin/qgis_process.bin"


def ring_area(blob, at, count):
    flat = struct.unpack_from(f"<{2 * count}d", blob, at)
    x0, y0 = flat[0], flat[1]
    twice = 0.0
    for k in range(0, 2 * count - 2, 2):
        twice += (flat[k] - x0) * (flat[k + 3] - y0) - (flat[k + 2] - x0) * (flat[k + 1] - y0)
    return abs(twice) / 2


def wkb_area(blob, at=0):
    """(area, where the next geometry begins) of a little-endian polygon or multipolygon."""
    kind, count = struct.unpack_from("<II", blob, at + 1)
    at += 9
    area = 0.0
    if kind % 1000 == 3:
        for ring in range(count):
            points = struct.unpack_from("<I", blob, at)[0]
            area += ring_area(blob, at + 4, points) * (1 if ring == 0 else -1)
            at += 4 + 16 * points
        return area, at
    for _ in range(count):
        part, at = wkb_area(blob, at)
        area += part
    return area, at


class Qgis(face.Peer):
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")

    def start(self):
        self.environment["XDG_RUNTIME_DIR"] = str(self.work)
        self.environment["HOME"] = str(self.work)

    def version(self):
        done = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, env=self.environment, check=False)
        line = next((line for line in done.stdout.splitlines() if line.startswith("QGIS ")), "QGIS")
        return line.split("-")[0]  # without its code name

    def query(self, sites):
        for layer in face.LAYERS:
            output = self.work / f"{layer}.gpkg"
            output.unlink(missing_ok=True)
            subprocess.run([PROGRAM, "run", "native:intersection", "--", f"INPUT={self.sites_file(sites)}",
                            f"OVERLAY={self.data}/zones.gpkg|layername={layer}", f"OUTPUT={output}"],
                           env=self.environment, capture_output=True, check=True)
        self.outputs = [self.work / f"{layer}.gpkg" for layer in face.LAYERS]
        return sum(map(self.rows, self.outputs)), sum(map(self.area, self.outputs))

    @staticmethod
    def rows(path):
        with sqlite3.connect(path) as file:
            return file.execute(f'SELECT count(*) FROM "{path.stem}"').fetchone()[0]

    @staticmethod
    def area(path):
        total = 0.0
        with sqlite3.connect(path) as file:
            for (blob,) in file.execute(f'SELECT geom FROM "{path.stem}"'):
                header = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
                total += wkb_area(blob, header)[0]
        return total


if __name__ == "__main__":
    face.main(Qgis)
