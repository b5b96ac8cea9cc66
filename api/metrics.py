"""What the service has counted, in the text format of Prometheus."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from claimgraph.api.service.generations import Generations
from claimgraph.api.service.state import Held, State
from claimgraph.api.service.tally import BUCKETS, Tally

__all__ = ["metrics"]


def metrics(state: Callable[[], Awaitable[State]], generations: Generations, *, is_alone: bool) -> APIRouter:
    """Return the route that Prometheus reads.

    Of the process it tells where it is the only front: the next time another one's numbers might come.
    """
    process = CollectorRegistry()
    PlatformCollector(registry=process)
    if is_alone:
        ProcessCollector(registry=process)
        GCCollector(registry=process)
    router = APIRouter(tags=["Operation"])

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def exposition() -> Response:
        """Return counts, latencies and the state of the service, of all its fronts together, for Prometheus."""
        registry = CollectorRegistry()
        registry.register(_Service(*await state(), generations))
        headers = {"Cache-Control": "no-store"}
        return Response(generate_latest(registry) + generate_latest(process), 200, headers, CONTENT_TYPE_LATEST)

    return router


class _Service(Collector):
    def __init__(self, tally: Tally, held: Held, fronts: int, generations: Generations) -> None:
        self._tally, self._held, self._fronts, self._generations = tally, held, fronts, generations

    def collect(self) -> Iterator[Metric]:
        yield from self._requests()
        yield from self._work()
        yield from self._state()

    def _requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("claimgraph_requests", "Requests answered.", labels=["route", "status"])
        for (route, status), count in sorted(self._tally.requests.items()):
            requests.add_metric([route, str(status)], count)
        yield requests
        latencies = HistogramMetricFamily("claimgraph_request_seconds", "How long they took.", labels=["route"])
        for route, latency in sorted(self._tally.latencies.items()):
            total, buckets = 0, []
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), latency.counts, strict=True):
                total += count
                buckets.append((bound, total))
            latencies.add_metric([route], buckets, latency.seconds)
        yield latencies
        yield CounterMetricFamily("claimgraph_body_bytes", "Bytes of bodies sent.", self._tally.body_bytes)
        yield _counts(
            "claimgraph_problems", "Requests that got a problem document, by its kind.", "kind", self._tally.problems
        )

    def _work(self) -> Iterator[Metric]:
        yield _counts("claimgraph_cache_requests", "Queries by what the cache had.", "result", self._tally.cache)
        yield GaugeMetricFamily("claimgraph_cache_bytes", "Bytes that kept answers take up.", self._held.cache_bytes)
        yield GaugeMetricFamily("claimgraph_cache_answers", "Answers that are kept.", self._held.cache_answers)
        looked_up = self._tally.looked_up
        yield CounterMetricFamily("claimgraph_lookups", "Queries answered without an evaluator.", looked_up)
        ends = self._tally.ends
        yield _counts("claimgraph_evaluators_ended", "Evaluators that were ended at a query, by why.", "why", ends)
        yield CounterMetricFamily("claimgraph_answers_cut_short", "Answers broken off.", self._tally.cut_short)
        yield CounterMetricFamily("claimgraph_clients_left", "Clients that went away.", self._tally.left)

    def _state(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("claimgraph_fronts", "Processes that answer requests.", self._fronts)
        yield CounterMetricFamily("claimgraph_switches", "Switches to another generation.", self._tally.switches)
        if not self._generations.is_held:
            return
        graph = self._generations.current
        yield GaugeMetricFamily("claimgraph_generation", "The number of the generation served.", graph.number)
        yield GaugeMetricFamily("claimgraph_quads", "Its quads.", graph.manifest.quads)
        under_way = self._held.under_way
        yield GaugeMetricFamily("claimgraph_queries_under_way", "Queries evaluated or waiting now.", under_way)
        yield GaugeMetricFamily("claimgraph_queries_waiting", "Queries waiting now.", self._held.waiting)


def _counts(name: str, help_text: str, label: str, counts: Counter[str]) -> Metric:
    family = CounterMetricFamily(name, help_text, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family
