"""Creates a connection, prints the link for a person to open, and waits for the consent.

Needs VALETKEY_URL, VALETKEY_API_KEY and the package requests.
"""

import os
import sys
import time

import requests

base = os.environ["VALETKEY_URL"].rstrip("/")
valetkey = requests.Session()
valetkey.headers["Authorization"] = f"Bearer {os.environ['VALETKEY_API_KEY']}"

answer = valetkey.post(f"{base}/connections", json={"app": "zoom", "label": "Example"})
answer.raise_for_status()
connection = answer.json()["connection"]
print(f"Open this link and consent: {connection['url']}", flush=True)

deadline = time.monotonic() + 300
while connection["status"] == "PENDING" and time.monotonic() < deadline:
    time.sleep(2)
    answer = valetkey.get(f"{base}/connections/{connection['connection_id']}")
    answer.raise_for_status()
    connection = answer.json()["connection"]

if connection["status"] != "ACTIVE":
    why = (connection["error"] or {}).get("message", "nobody opened the link in time")
    sys.exit(f"The connection is {connection['status']}: {why}")

me = valetkey.get(
    f"{base}/zoom/v2/users/me", headers={"Valetkey-Connection": connection["connection_id"]}
)
assert me.status_code == 200, me.text
assert me.json()["email"] == connection["account_email"]
print(f"connected {connection['account_email']} as {connection['connection_id']}")
