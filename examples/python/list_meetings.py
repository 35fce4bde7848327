"""Lists all meetings of the connected account, page by page. Needs VALETKEY_URL and VALETKEY_API_KEY."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ["VALETKEY_URL"].rstrip("/") + "/zoom/v2"
KEY = os.environ["VALETKEY_API_KEY"]


def get(path, **query):
    request = urllib.request.Request(f"{BASE}{path}?{urllib.parse.urlencode(query)}")
    request.add_header("Authorization", f"Bearer {KEY}")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def all_meetings(page_size):
    query = {"type": "scheduled", "page_size": page_size}
    while True:
        page = get("/users/me/meetings", **query)
        yield page["total_records"], page["meetings"]
        # An empty token ends the list. It lives 15 minutes, and the other parameters have to stay the same.
        if not page["next_page_token"]:
            return
        query["next_page_token"] = page["next_page_token"]


def main():
    meetings, total, pages = [], None, 0
    try:
        for total, page in all_meetings(page_size=50):
            pages += 1
            meetings += page
    except urllib.error.HTTPError as error:
        problem = json.loads(error.read() or b"{}")
        sys.exit(f"{error.code}: {problem.get('message')}")
    for meeting in meetings:
        print(meeting["id"], meeting.get("start_time", "no fixed time"), meeting["topic"])
    print(f"{len(meetings)} meetings on {pages} pages")
    assert len(meetings) == total, f"{total} were promised"


main()
