import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_answers(url):
    for _ in range(100):
        try:
            with OPENER.open(url, timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")


def test_the_shop_serves_quietly_and_ends_cleanly_on_sigterm(tmp_path):
    port = free_port()
    environment = {
        **os.environ,
        "GUICHET_SHOP_PORT": str(port),
        "GUICHET_SHOP_SIGNING_KEY": json.dumps({"kty": "oct", "alg": "HS256", "kid": "1", "k": "A" * 43}),
        "GUICHET_SHOP_SESSION_KEY": "secret",
        "GUICHET_SHOP_STATE": str(tmp_path),
    }
    command = [sys.executable, "-m", "shop"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as shop:
        try:
            assert "Atelier Lumen" in wait_until_it_answers(f"http://127.0.0.1:{port}/")
        finally:
            shop.send_signal(signal.SIGTERM)
            output, _ = shop.communicate(timeout=10)

    assert shop.returncode == 0
    assert output == b""


def test_a_missing_setting_is_named_and_nothing_is_served():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}

    shop = subprocess.run(
        [sys.executable, "-m", "shop"], env=environment, capture_output=True, text=True, timeout=20, check=False
    )

    assert shop.returncode == 2
    assert shop.stderr == "shop: GUICHET_SHOP_SIGNING_KEY is not set\n"
