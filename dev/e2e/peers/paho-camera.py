"""A camera's MQTT side on Debian's paho, as its examples have it: one client, a will, automatic reconnect.

It says how it is set once, answers every command, and prints `connected` and `answered NAME`. HOST, PORT, DEVICE and
TOKEN come from the environment.
"""

import json
import os
import time

import paho.mqtt.client as mqtt

device = os.environ["DEVICE"]
session = int(time.time())


def status(state, sequence):
    return json.dumps(
        {"id": f"{session}.{sequence}", "session": session, "sequence": sequence, "state": state, "firmware": "5.0.0"}
    )


def on_connect(client, userdata, flags, reason_code, properties):
    client.subscribe(f"kt/d/{device}/down/+", qos=1)
    print("connected", flush=True)


def on_message(client, userdata, message):
    command = json.loads(message.payload)
    client.publish(f"kt/d/{device}/up/reply", json.dumps({"id": command["id"], "ok": True}), qos=1)
    print("answered", message.topic.rsplit("/", 1)[1], flush=True)


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=device, protocol=mqtt.MQTTv311)
client.username_pw_set(device, os.environ["TOKEN"])
client.will_set(f"kt/d/{device}/up/status", status("offline", 9007199254740991), qos=1)
client.reconnect_delay_set(min_delay=1, max_delay=2)
client.on_connect = on_connect
client.on_message = on_message
client.connect(os.environ["HOST"], int(os.environ["PORT"]), keepalive=30)
client.publish(f"kt/d/{device}/up/status", status("online", 1), qos=1)
client.loop_forever()
