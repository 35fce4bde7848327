"""Creates, reads, updates and deletes a meeting. Needs VALETKEY_URL, VALETKEY_API_KEY and the package requests."""

import os

import requests

base = os.environ["VALETKEY_URL"].rstrip("/") + "/zoom/v2"
zoom = requests.Session()
zoom.headers["Authorization"] = f"Bearer {os.environ['VALETKEY_API_KEY']}"

created = zoom.post(
    f"{base}/users/me/meetings",
    json={
        "topic": "Example meeting",
        "type": 2,
        "duration": 30,
        "timezone": "Europe/Berlin",
        "settings": {"waiting_room": True},
    },
)
assert created.status_code == 201, created.text
meeting = created.json()
print("created", meeting["id"])
try:
    read = zoom.get(f"{base}/meetings/{meeting['id']}")
    assert read.status_code == 200, read.text
    assert read.json()["topic"] == "Example meeting"

    # Zoom answers an update with 204 and no body, so what counts is what it says afterwards.
    updated = zoom.patch(f"{base}/meetings/{meeting['id']}", json={"duration": 45})
    assert updated.status_code == 204, updated.text
    assert zoom.get(f"{base}/meetings/{meeting['id']}").json()["duration"] == 45
    print("updated")
finally:
    deleted = zoom.delete(f"{base}/meetings/{meeting['id']}")
assert deleted.status_code == 204, deleted.text

gone = zoom.get(f"{base}/meetings/{meeting['id']}")
assert gone.status_code == 404 and gone.json()["code"] == 3001, gone.text
# Zoom said so and not Valetkey: our own errors carry this header.
assert "Valetkey-Error" not in gone.headers
print("deleted")
