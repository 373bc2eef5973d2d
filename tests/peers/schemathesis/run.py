"""Runs schemathesis over each OpenAPI document of a running installation, as the demo owner."""
import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PUBLIC = os.environ["LEME_URL"]
# What a fuzzer must not do to the installation it shares: suspend the runtime, pull a switch.
LEFT_OUT = {
    "kernel": ["switch_create", "runtime_suspend", "runtime_limit"],
    "courses": [],
}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def ports() -> dict:
    return json.loads(Path(os.environ["LEME_RUN_JSON"]).read_text())["ports"]


def owner() -> tuple[str, str]:
    token = subprocess.run(
        ["./leme", "ctl", "token"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    request = urllib.request.Request(
        f"{PUBLIC}/api/kernel/me", headers={"authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as answer:
        me = json.load(answer)
    return token, me["memberships"][0]["tenant"]["tenant_id"]


def fuzz(program: str, service: str, port: int, token: str, tenant: str) -> tuple[int, int]:
    url = f"http://127.0.0.1:{port}"
    command = [
        program, "run", f"{ROOT}/openapi/{service}.json", "--url", url,
        "--checks", CHECKS, "--max-examples", "15", "--generation-deterministic",
        "--phases", "examples,coverage,fuzzing", "--suppress-health-check", "all", "--no-color",
        "--request-timeout", "30", "--continue-on-failure",
        "-H", f"Authorization: Bearer {token}", "-H", f"X-Tenant-Id: {tenant}",
        "-H", "X-Contract-Version: v0.1",
    ]
    for operation in LEFT_OUT[service]:
        command += ["--exclude-operation-id", operation]
    done = subprocess.run(command, capture_output=True, text=True)
    text = done.stdout + done.stderr
    tested = re.search(r"Tested: (\d+)", text)
    total = int(tested.group(1)) if tested else 0
    failing = len(set(re.findall(r"^_{3,} (\S+ \S+) _{3,}$", text, re.MULTILINE)))
    if done.returncode != 0 or total == 0:
        print(text[-12000:])
        failing = max(failing, 1)
    print(f"{service}: {total} operations, {failing} failing")
    return max(total - failing, 0), failing


def main() -> int:
    token, tenant = owner()
    results = [
        fuzz(sys.argv[1], service, ports()[service], token, tenant) for service in LEFT_OUT
    ]
    passed, failed = (sum(column) for column in zip(*results))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
