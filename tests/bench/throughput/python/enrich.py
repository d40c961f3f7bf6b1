"""The plain way to enrich in Python: one message at a time, json and Decimal, offsets committed by the client in the background.

At least once: after a crash the events since the last commit are enriched again.
Takes the same task and prints the same result as the arms in Node (arm.ts).
"""

import json
import resource
import sys
import time
from decimal import ROUND_HALF_UP, Decimal

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

CENT = Decimal("0.01")


def connection(kafka):
    sasl = kafka["sasl"]
    account = {} if sasl is None else {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": sasl["mechanism"].upper(),
        "sasl.username": sasl["username"],
        "sasl.password": sasl["password"],
    }
    return {"bootstrap.servers": ",".join(kafka["brokers"]), **account}


def load_contents(kafka):
    """Reads content.flat once, to its end as it is now."""
    consumer = Consumer({**connection(kafka), "group.id": "unused", "enable.auto.commit": False})
    partition = TopicPartition("content.flat", 0, 0)
    _, end = consumer.get_watermark_offsets(partition)
    consumer.assign([partition])
    contents = {}
    offset = 0
    while offset < end:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        offset = message.offset() + 1
        content = json.loads(message.value())
        contents[content["id"]] = (content["content_type"], content["length_seconds"])
    consumer.close()
    return contents


def enrich(change, contents):
    content_type, length_seconds = contents.get(change["content_id"], (None, None))
    duration_ms = change["duration_ms"]
    seconds = pct = None
    if duration_ms is not None:
        exact = Decimal(duration_ms) / 1000
        seconds = str(exact.quantize(CENT, ROUND_HALF_UP))
        if length_seconds is not None and length_seconds > 0:
            pct = str((exact / length_seconds).quantize(CENT, ROUND_HALF_UP))
    return {
        "event_id": change["id"],
        "content_id": change["content_id"],
        "user_id": change["user_id"],
        "event_type": change["event_type"],
        "event_ts": change["event_ts"],
        "duration_ms": duration_ms,
        "device": change["device"],
        "content_type": content_type,
        "length_seconds": length_seconds,
        "engagement_seconds": seconds,
        "engagement_pct": pct,
        "committed_ms": change["__source_ts_ms"],
        "enriched_ms": int(time.time() * 1000),
        "source_lsn": change["__source_lsn"],
    }


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    task = json.loads(sys.argv[1])
    contents = load_contents(task["kafka"])
    consumer = Consumer(
        {
            **connection(task["kafka"]),
            "group.id": task["groupId"],
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    producer = Producer({**connection(task["kafka"]), "acks": "all"})
    consumer.subscribe(["engagement_events.flat"])
    total = 0
    begun = None
    while total < task["events"]:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        change = json.loads(message.value())
        value = json.dumps(enrich(change, contents)).encode()
        while True:
            try:
                producer.produce("engagement_enriched", value, change["content_id"])
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
        total += 1
        if begun is None and total >= task["warmUp"]:
            begun = (total, cpu_seconds(), time.monotonic())
    producer.flush()
    events, cpu, wall = begun
    print(
        json.dumps(
            {
                "events": total - events,
                "cpuSeconds": cpu_seconds() - cpu,
                "wallSeconds": time.monotonic() - wall,
            }
        )
    )
    consumer.close()


main()
