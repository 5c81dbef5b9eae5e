"""Figures of a journey map computed anew from exported tables, by plain arithmetic that shares nothing with the map's."""

from collections import defaultdict
from datetime import UTC, date, datetime
from math import sqrt

Z = 1.959963984540054
LEAN = {"positive": 1, "negative": -1}


def same(one, other):
    """Tell whether two figures are equal but for rounding."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))


class Recomputed:
    """What the rows of ``export segments`` and ``export feedback`` say."""

    def __init__(self, segments, feedback):
        self.segments, self.feedback = segments, feedback
        self.read = [row for row in segments if row["sentiment"] is not None]
        self.weights = self._weights({row["feedback_id"]: row for row in self.read}.values())

    def _weights(self, rows):
        told = defaultdict(list)
        for row in rows:
            told[unit(row)].append(1.0 if row["weight"] is None else max(0.0, row["weight"]))
        return {who: sum(some) / len(some) for who, some in told.items()}

    def share(self, members, people, weights=None):
        """Return value, low, high and n of a share: Wilson's interval with Kish's effective number."""
        weights = weights or self.weights
        n, value = kish([weights[who] for who in people]), weight_of(weights, members & people) / weight_of(weights, people)
        centre, spread = (
            (value + Z * Z / (2 * n)) / (1 + Z * Z / n),
            Z / (1 + Z * Z / n) * sqrt(value * (1 - value) / n + Z * Z / (4 * n * n)),
        )
        return value, max(0.0, min(value, centre - spread)), min(1.0, max(value, centre + spread)), len(people)

    def net(self, up, down, people, weights=None):
        """Return value, low, high and n of a balance in points: Bonett and Price's interval."""
        weights = weights or self.weights
        n, whole = kish([weights[who] for who in people]), weight_of(weights, people)
        more, less = weight_of(weights, up & people) / whole, weight_of(weights, down & people) / whole
        p, q = (more * n + 1) / (n + 2), (less * n + 1) / (n + 2)
        half = Z * sqrt((p + q - (p - q) ** 2) / (n + 2))
        value = more - less
        return 100 * value, 100 * max(-1.0, min(value, p - q - half)), 100 * min(1.0, max(value, p - q + half)), len(people)

    def check(self, drawn):
        """Compare a map with what the rows say; returns what differs."""
        return [said for said, ok in self._checks(drawn) if not ok]

    def _checks(self, drawn):
        totals, everyone = drawn["totals"], set(self.weights)
        firsts = {row["feedback_id"]: row for row in self.segments}
        yield "feedbacks", totals["feedbacks"] == len(firsts)
        yield "units", totals["units"] == len(everyone)
        yield "customers", totals["customers"] == len({row["customer"] for row in firsts.values()} - {None})
        yield "segments", totals["segments"] == len(self.segments)
        yield "read share", same(totals["read_share"], len({row["feedback_id"] for row in self.read}) / len(firsts))
        yield "unstaged", totals["unstaged"] == sum(row["stage"] == "none" for row in self.read)
        days = sorted(moment(row["created_at"]) for row in firsts.values() if row["created_at"])
        if days:
            yield "period", [moment(drawn["period"][end]) for end in ("from", "to")] == [days[0], days[-1]]
        yield from self._kpis("project", drawn["kpis"], None)
        for stage in drawn["stages"]:
            yield from self._stage(stage, everyone)

    def _stage(self, stage, everyone):
        name, rows = stage["id"], [row for row in self.read if row["stage"] == stage["id"]]
        people = {unit(row) for row in rows}
        yield f"{name} volume", stage["volume"] == len(people)
        yield f"{name} share", self._is(stage["share"], self.share(people, everyone))
        if not people:
            return
        leans, means = defaultdict(int), defaultdict(list)
        for row in rows:
            leans[unit(row)] += LEAN.get(row["sentiment_label"], 0)
            means[unit(row)].append(row["sentiment"])
        up, down = ({who for who, lean in leans.items() if lean * side > 0} for side in (1, -1))
        told = stage["sentiment"]
        net = dict(zip(("value", "low", "high", "n"), (told["net"], told["low"], told["high"], told["n"]), strict=True))
        yield f"{name} net", self._is(net, self.net(up, down, people))
        yield f"{name} counts", (told["favourable"], told["unfavourable"]) == (len(up), len(down))
        mean = sum(self.weights[who] * sum(some) / len(some) for who, some in means.items()) / weight_of(self.weights, people)
        yield f"{name} mean", same(told["mean"], mean)
        for group, rate in stage["emotions"].items():
            yield f"{name} {group}", self._is(rate, self.share({unit(row) for row in rows if group in row["emotion_groups"]}, people))
        hard = {unit(row) for row in rows if row["effort_label"] == "high"}
        asked = any(row["effort_label"] != "none" for row in rows)
        yield f"{name} effort", self._is(stage["effort"], self.share(hard, people) if asked else None)
        for kind in ("pain_points", "gains", "suggestions"):
            for theme in stage[kind]:
                tellers = {unit(row) for row in rows if row["theme_id"] == theme["theme_id"]}
                figure = {"value": theme["share"], "low": theme["low"], "high": theme["high"], "n": len(people)}
                yield f"{name} {theme['label']}", theme["volume"] == len(tellers) and self._is(figure, self.share(tellers, people))
        yield from self._kpis(name, stage["kpis"], people)
        yield from self._trend(name, stage["trend"], rows)

    def _kpis(self, name, kpis, people):
        asked = self._weights(self.feedback)
        latest = {}
        for row in sorted(self.feedback, key=when):
            if row["nps"] is not None and 0 <= row["nps"] <= 10:
                latest[unit(row)] = row["nps"]
        chosen = set(latest) if people is None else set(latest) & people
        told = {one["metric"]: one for one in kpis}
        if chosen and "nps" in told:
            up, down = {who for who in chosen if latest[who] >= 9}, {who for who in chosen if latest[who] <= 6}
            yield f"{name} nps", self._is(told["nps"], self.net(up, down, chosen, asked))
        yield f"{name} asked", ("nps" in told) == bool(chosen)

    def _trend(self, name, periods, rows):
        starts = [date.fromisoformat(one["period"]) for one in periods]
        last = max((day(row) for row in self.read if row["created_at"]), default=None)
        for place, one in enumerate(periods):
            end = starts[place + 1] if place + 1 < len(starts) else date.max
            spoke, told = (
                {unit(row) for row in some if row["created_at"] and starts[place] <= day(row) <= last and day(row) < end}
                for some in (self.read, rows)
            )
            yield (
                f"{name} {one['period']}",
                one["volume"] == len(told) and self._is(one["share"], self.share(told, spoke) if spoke else None),
            )

    def _is(self, told, computed):
        if told is None or computed is None:
            return told is None and computed is None
        return all(same(told[key], value) for key, value in zip(("value", "low", "high", "n"), computed, strict=True))


def unit(row):
    """Return what a share counts: the customer, else the conversation, else the row of the file."""
    return row["customer"] or row["conversation"] or (row["source_file"], row["source_row"])


def weight_of(weights, people):
    return sum(weights[who] for who in sorted(people, key=str))


def kish(weights):
    return sum(weights) ** 2 / sum(one * one for one in weights)


def moment(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def day(row):
    return moment(row["created_at"]).date()


def when(row):
    return (moment(row["created_at"]) if row["created_at"] else datetime.min.replace(tzinfo=UTC), row["source_file"], row["source_row"])
