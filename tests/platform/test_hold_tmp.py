import time, psycopg
def test_hold(admin_url):
    for _ in range(40):
        with psycopg.connect(admin_url) as c: c.execute("select 1")
        time.sleep(0.3)
