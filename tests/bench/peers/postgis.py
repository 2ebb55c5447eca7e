"""PostGIS in a PostgreSQL cluster of its own, which this script makes, starts and stops.

Variants: `plain` as delivered, `subdivided` with ST_Subdivide(128), `tuned` the same with everything we know to be
faster: layers loaded and subdivided by two sessions at a time, unlogged tables, no index that no plan uses, and two
workers whatever the planner thinks they cost.
"""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import threading
import time

import face

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
SETTINGS = ["shared_buffers=4GB", "work_mem=256MB", "maintenance_work_mem=1GB", "fsync=off", "synchronous_commit=off",
            "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "jit=off",
            "max_parallel_workers_per_gather=2", "listen_addresses=", "autovacuum=off"]
EAGER = ("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; "
         "SET max_parallel_workers_per_gather = 2;")
VERTICES = 128
PLAIN = """SELECT count(*), sum(m2) FROM (
  SELECT s.id, z.layer, z.id, ST_Area(ST_Intersection(s.geom, z.geom)) AS m2
  FROM site s JOIN zones z ON ST_Intersects(s.geom, z.geom) WHERE s.id <= {sites}) AS pairs"""
PIECES = """SELECT count(*), sum(m2) FROM (
  SELECT s.id, z.layer, z.id, sum(ST_Area(ST_Intersection(s.geom, z.geom))) AS m2
  FROM site s JOIN pieces z ON ST_Intersects(s.geom, z.geom) WHERE s.id <= {sites} GROUP BY s.id, z.layer, z.id) AS pairs"""
# The band: the overlap of the site, grown and shrunk by eps, as the cheapest of what PostGIS offers (the site is small,
# the zones' pieces are not). Nearest: one zone of each layer by the index.
FULL = """WITH s AS MATERIALIZED (
  SELECT id, geom, ST_Buffer(geom, {eps}) AS wide, ST_Buffer(geom, -{eps}) AS narrow FROM site WHERE id <= {sites}),
band AS (
  SELECT s.id, z.layer, z.id AS zone, sum(ST_Area(ST_Intersection(s.geom, z.geom))) AS m2,
    sum(ST_Area(ST_Intersection(s.wide, z.geom))) AS high, sum(ST_Area(ST_Intersection(s.narrow, z.geom))) AS low
  FROM s JOIN pieces z ON ST_Intersects(s.wide, z.geom) GROUP BY s.id, z.layer, z.id),
nearest AS (
  SELECT s.id, l.layer, n.distance
  FROM s CROSS JOIN (SELECT DISTINCT layer FROM pieces) l
  CROSS JOIN LATERAL (SELECT ST_Distance(s.geom, z.geom) AS distance FROM pieces_of z
                      WHERE z.layer = l.layer ORDER BY s.geom <-> z.geom LIMIT 1) n)
SELECT (SELECT count(*) FROM band), (SELECT sum(m2) + sum(high) + sum(low) FROM band), (SELECT sum(distance) FROM nearest)"""


class PostGis(face.Peer):
    def start(self):
        self.owner = "postgres" if os.geteuid() == 0 else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="eb_pg_", dir=self.work))
        self.socket = pathlib.Path(tempfile.mkdtemp(prefix="eb_pg_"))  # its path must be shorter than 100 bytes
        for folder in (self.folder, self.socket):
            if self.owner:
                shutil.chown(folder, self.owner)
        self.server([PROGRAMS / "initdb", "--no-sync", "--auth=trust", "--username=bench", "-D", self.folder / "db"])
        options = " ".join(f"-c {setting}" for setting in SETTINGS) + f" -k {self.socket}"
        self.server([PROGRAMS / "pg_ctl", "-w", "-D", self.folder / "db", "-l", self.folder / "log", "-o", options, "start"])
        self.sql("CREATE EXTENSION postgis")
        self.peak, self.running = 0.0, True
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()

    def stop(self):
        self.running = False
        self.server([PROGRAMS / "pg_ctl", "-w", "-m", "immediate", "-D", self.folder / "db", "stop"])
        shutil.rmtree(self.folder)
        shutil.rmtree(self.socket)

    def server(self, command):
        identity = {}
        if self.owner:
            user = pwd.getpwnam(self.owner)
            identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        # Its output is the server's too, which would hold a pipe open for as long as it runs.
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd=self.socket, **identity)

    def environment(self):
        return dict(os.environ, PGHOST=str(self.socket), PGUSER="bench", PGDATABASE="postgres", PG_USE_COPY="YES")

    def sql(self, *statements):
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1"]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.split("\n")[0].split("|")

    def together(self, *jobs):
        failed = []

        def guarded(job):
            try:
                job()
            except Exception as error:  # told to the caller, on its own thread
                failed.append(error)
        threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]

    def load(self, name, layers):
        subprocess.run(["ogr2ogr", "-f", "PostgreSQL", "PG:", str(self.data / name), *layers, "-lco", "GEOMETRY_NAME=geom",
                        "-lco", "FID=id", "-lco", "SPATIAL_INDEX=NONE", "-lco", "UNLOGGED=ON"],
                       env=self.environment(), check=True, capture_output=True)

    def version(self):
        return f"PostGIS {self.sql('SELECT PostGIS_Lib_Version()')[0]}, PostgreSQL {self.sql('SHOW server_version')[0].split()[0]}"

    def prepare(self):
        if self.variant == "tuned":
            self.prepare_tuned()
            return
        self.load("zones.gpkg", face.LAYERS)
        self.load("sites.gpkg", [])
        self.sql("CREATE TABLE zones AS " + self.every_layer("geom"), "CREATE INDEX ON zones USING gist (geom)",
                 "VACUUM ANALYZE zones", "VACUUM ANALYZE site")
        if self.variant == "subdivided":
            self.sql(f"CREATE TABLE pieces AS SELECT layer, id, ST_Subdivide(geom, {VERTICES}) AS geom FROM zones",
                     "CREATE INDEX ON pieces USING gist (geom)", "VACUUM ANALYZE pieces")

    @staticmethod
    def every_layer(geometry, condition="true"):
        return " UNION ALL ".join(f"SELECT '{layer}'::text AS layer, id, {geometry} AS geom FROM {layer} WHERE {condition}"
                                  for layer in face.LAYERS)

    def prepare_tuned(self):
        self.together(lambda: self.load("zones.gpkg", ["zone"]),
                      lambda: (self.load("zones.gpkg", face.LAYERS[1:]), self.load("sites.gpkg", [])))
        self.sql("CREATE UNLOGGED TABLE pieces (layer text, id bigint, geom geometry)")
        divided = f"ST_Subdivide(geom, {VERTICES})"
        self.together(*(lambda half=half: self.sql(f"INSERT INTO pieces {self.every_layer(divided, f'id % 2 = {half}')}")
                        for half in (0, 1)))
        self.sql("CREATE INDEX ON pieces USING gist (geom)", "VACUUM ANALYZE pieces", "VACUUM ANALYZE site")

    def query(self, sites):
        question = PLAIN if self.variant == "plain" else PIECES
        settings = EAGER if self.variant == "tuned" else "SET jit = off"
        answer = self.sql(settings, question.format(sites=sites))
        return int(answer[0]), float(answer[1])

    def full(self, sites, eps):
        # One index a layer, or the search for the nearest of a rare layer would walk over all the others. Making them
        # is preparation, and not timed here.
        self.sql("CREATE TABLE pieces_of (layer text, id bigint, geom geometry) PARTITION BY LIST (layer)")
        for layer in face.LAYERS:
            self.sql(f"CREATE TABLE pieces_{layer} PARTITION OF pieces_of FOR VALUES IN ('{layer}')",
                     f"INSERT INTO pieces_of SELECT * FROM pieces WHERE layer = '{layer}'",
                     f"CREATE INDEX ON pieces_{layer} USING gist (geom)", f"VACUUM ANALYZE pieces_{layer}")
        start = time.perf_counter()
        answer = self.sql(EAGER, FULL.format(sites=sites, eps=eps))
        return int(answer[0]), time.perf_counter() - start

    def watch(self):
        """Largest sum of the server processes' proportional sets."""
        while self.running:
            total = 0
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    if os.readlink(process / "exe") == str(PROGRAMS / "postgres"):
                        rollup = (process / "smaps_rollup").read_text()
                        total += int(rollup.split("Pss:")[1].split()[0])
                except (OSError, IndexError):
                    continue  # it has ended meanwhile
            self.peak = max(self.peak, total / 1024)
            time.sleep(0.5)

    def peak_mb(self):
        return self.peak


if __name__ == "__main__":
    face.main(PostGis)
