"""The tables of the invented database."""

from __future__ import annotations

from typing import Final

from jobview.simulator.kind import TableFacts
from jobview.simulator.values import (
    ColumnPlan,
    address,
    boolean,
    date,
    date_time,
    decimal,
    document,
    numbered,
    point,
    real,
    serial,
    single,
    stamp,
    time_of_day,
    uuid,
    vector,
    whole,
    words,
)

CITIES: Final = (
    "Torino", "Milano", "Zürich", "München", "Kraków", "Malmö", "Łódź", "São Paulo", "Genève",
    "Córdoba", "Besançon", "Århus", "Bologna", "Città di Castello", "Reykjavík", "Wien",
    "İstanbul", "Αθήνα", "東京", "Québec", "Brno", "Napoli", "Düsseldorf", "Gdańsk", "Lyon",
)  # fmt: skip
"""Names of every length and script, because tables have to line up with all of them."""

NAMES: Final = (
    "Zoë Brandt", "Łukasz Nowak", "María-José Peña", "Nguyễn Văn An", "O'Connor, Siobhán",
    "Ayşe Demir", "Jean-Luc d'Ormesson", "Björk Guðmundsdóttir", "山田 太郎", "Олена Коваль",
    "Amélie Dupont", "João Araújo", "Grażyna Wiśniewska", "Ålund, Märta", "Nikos Παππάς",
)  # fmt: skip

TABLES: Final = (
    TableFacts(
        "mobility.trips",
        (
            ColumnPlan("trip_id", serial(48_100_000, 7)),
            ColumnPlan("vendor_id", whole(0, 4, "int8")),
            ColumnPlan("city", words(*CITIES)),
            ColumnPlan("pickup_ts", stamp()),
            ColumnPlan("dropoff_ts", stamp(), 0.08, after="pickup_ts"),
            ColumnPlan("passengers", whole(1, 6, "int8"), 0.15),
            ColumnPlan("distance_km", real(0.4, 48, 3)),
            ColumnPlan("fare", decimal(3, 120, 10, 2), 0.05),
            ColumnPlan("is_paid", boolean(0.9)),
            ColumnPlan("pickup_at", point(7.6, 45.0, 7.8, 45.15)),
        ),
        48_210_331,
    ),
    TableFacts(
        "mobility.vehicle_gps",
        (
            ColumnPlan("vehicle_id", numbered("TRK-{:05d}", 117)),
            ColumnPlan("seen_at", stamp(0.2)),
            ColumnPlan("lon", real(7.5, 7.9, 6)),
            ColumnPlan("lat", real(44.9, 45.2, 6)),
            ColumnPlan("speed_kmh", single(0, 130), 0.02),
            ColumnPlan("heading", whole(0, 359, "int16")),
        ),
        2_914_556_002,
    ),
    TableFacts(
        "energy.meter_readings",
        (
            ColumnPlan("meter_id", numbered("IT001E{:08d}", 30_411_902)),
            ColumnPlan("read_at", stamp(1)),
            ColumnPlan("kwh", decimal(0, 9, 12, 3)),
            ColumnPlan("voltage", single(218, 242)),
            ColumnPlan("is_estimated", boolean(0.07)),
            ColumnPlan("quality", words("ok", "late", "gap", type_word="char8"), 0.3),
        ),
        7_703_118_245,
    ),
    TableFacts(
        "finance.trades",
        (
            ColumnPlan("trade_id", serial(9_007_199_254_740_993, 3)),
            ColumnPlan("symbol", words("ENI", "ISP", "SAP", "ASML", "NESN", type_word="char8")),
            ColumnPlan("side", words("BUY", "SELL", type_word="char4")),
            ColumnPlan("price", decimal(4, 900, 18, 6)),
            ColumnPlan("quantity", whole(1, 25_000, "long")),
            ColumnPlan("venue", words("XMIL", "XETR", "XAMS", "BATE", type_word="char4"), 0.04),
            ColumnPlan("traded_at", stamp(1)),
        ),
        611_904_877,
    ),
    TableFacts(
        "telecom.cdr",
        (
            ColumnPlan("call_id", uuid()),
            ColumnPlan("cell_id", whole(11_000, 11_900)),
            ColumnPlan("peer", address()),
            ColumnPlan("started_at", date_time(2)),
            ColumnPlan("duration_s", whole(1, 5400)),
            ColumnPlan("is_dropped", boolean(0.03)),
        ),
        18_442_970_116,
    ),
    TableFacts(
        "retail.customers",
        (
            ColumnPlan("customer_id", serial(200_431)),
            ColumnPlan("name", words(*NAMES, type_word="char128")),
            ColumnPlan("città", words(*CITIES), 0.1),
            ColumnPlan("since", date(3000)),
            ColumnPlan("lifetime_value", decimal(0, 9000, 12, 2), 0.1),
            ColumnPlan("preferences", document("news", "loyalty", "push"), 0.2),
        ),
        3_118_402,
    ),
    TableFacts(
        "logistics.parcels",
        (
            ColumnPlan("parcel_id", uuid()),
            ColumnPlan("depot", words("TRN-1", "MXP-2", "ZRH-1", "VIE-4", type_word="char8")),
            ColumnPlan("promised_on", date(6)),
            ColumnPlan("slot_from", time_of_day(), 0.25),
            ColumnPlan("weight_kg", single(0.1, 31)),
            ColumnPlan("is_late", boolean(0.12)),
        ),
        96_220_518,
    ),
    TableFacts(
        "ml.item_embeddings",
        (
            ColumnPlan("item_id", serial(71_204, 3)),
            ColumnPlan("title", words("rain jacket", "city bike", "café grinder", "trail shoe")),
            ColumnPlan("embedding", vector(8)),
            ColumnPlan("embedded_at", stamp(60)),
        ),
        12_600_000,
    ),
    TableFacts(
        "web.clicks",
        (
            ColumnPlan("session", uuid()),
            ColumnPlan("client", address(), 0.02),
            ColumnPlan("path", words("/", "/carrello", "/suche", "/p/4711", type_word="string")),
            ColumnPlan("clicked_at", stamp(0.5)),
            ColumnPlan("payload", document("x", "y", "dwell_ms"), 0.3),
        ),
        5_310_774_201,
    ),
)

BY_NAME: Final = {table.name: table for table in TABLES}
