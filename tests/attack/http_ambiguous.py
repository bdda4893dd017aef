"""Requests that two readers of HTTP could understand in two ways: by length, by chunks, by lines and spaces."""

from __future__ import annotations

from tests.answering.http_talk import ask

HIDDEN = ask("/hidden")
CHUNKS = b"0\r\n\r\n"


def post(*lines: bytes, body: bytes = CHUNKS) -> bytes:
    """A request with these headers and this body, whatever they say of each other."""
    return b"POST /first HTTP/1.1\r\nHost: ivr\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


CHUNKED = [
    post(b"Transfer-Encoding: chunked"),
    post(b"transfer-encoding:chunked"),
    post(b"Transfer-Encoding: chunked", b"Content-Length: 5"),
    post(b"Content-Length: 5", b"Transfer-Encoding: chunked"),
    post(b"Content-Length: 0", b"Transfer-Encoding: chunked"),
    post(b"Content-Length: 5", b"Transfer-Encoding: identity"),
    post(b"Content-Length: 5", b"Transfer-Encoding:"),
    post(b"Transfer-Encoding : chunked"),
    post(b"Transfer-Encoding\t: chunked"),
    post(b"Content-Length: 5", b"Transfer-Encoding : chunked"),
    post(b" Transfer-Encoding: chunked"),
    post(b"\tTransfer-Encoding: chunked"),
    post(b"X: y", b"\ttransfer-encoding: chunked"),
    post(b"Transfer-Encoding: xchunked"),
    post(b"Transfer-Encoding: chunkedx"),
    post(b"Transfer-Encoding: x chunked"),
    post(b'Transfer-Encoding: "chunked"'),
    post(b"Transfer-Encoding: \x0bchunked"),
    post(b"Transfer-Encoding: chunked\x00"),
    post(b"Transfer-Encoding: chu\x00nked"),
    post(b"Transfer-Encoding: \xefchunked"),
    post(b"Transfer-Encoding: chunked, identity"),
    post(b"Transfer-Encoding: identity, chunked"),
    post(b"Transfer-Encoding: gzip, chunked"),
    post(b"Transfer-Encoding: chunked, chunked"),
    post(b"Transfer-Encoding: identity"),
    post(b"Transfer-Encoding: chunked;a=b"),
    post(b"Transfer-Encoding: ,"),
    post(b"Transfer-Encoding:"),
    post(b"Transfer-Encoding:", b" chunked"),
    post(b"Transfer-Encoding:\n chunked"),
    post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"),
    post(b"Transfer-Encoding: identity", b"Transfer-Encoding: chunked"),
    post(b"X: y\nTransfer-Encoding: chunked"),
    post(b"X: y\rTransfer-Encoding: chunked"),
    post(b"X: y\x00Transfer-Encoding: chunked"),
    post(b"X\nTransfer-Encoding: chunked"),
    post(b"X\n: Transfer-Encoding: chunked"),
    post(b"X", b"Transfer-Encoding: chunked"),
    post(b"Transfer-Encoding\x00: chunked"),
    post(b"Transfer\x00-Encoding: chunked"),
    post(b"\x00Transfer-Encoding: chunked"),
    post(b"Transfer\xadEncoding: chunked"),
    post(b": chunked", b"Transfer-Encoding: chunked"),
    post(b"Transfer-Encoding: chunked").replace(b"1.1", b"1.0", 1),
    # A chunked body after it, and trailers that would be headers.
    post(b"Transfer-Encoding: chunked", body=b"0\r\nContent-Length: 40\r\n\r\n"),
    post(b"Transfer-Encoding: chunked", body=b"-1\r\n\r\n"),
    post(b"Transfer-Encoding: chunked", body=b"0x0\r\n\r\n"),
    post(b"Transfer-Encoding: chunked", body=b"ffffffffffffffff0\r\n\r\n"),
    post(b"Transfer-Encoding: chunked", body=b"2\nab\r\n0\r\n\r\n"),
    post(b"Transfer-Encoding: chunked", body=b"2;\nxx\r\nab0\r\n\r\n"),
]
LENGTHS = [
    post(b"Content-Length: " + value)
    for value in (
        *(
            b"+5",
            b"-5",
            b"5,5",
            b"5, 5",
            b"5 5",
            b"5;",
            b"0x5",
            b"5.0",
            b"5e0",
            b'"5"',
            b"\xb25",
            b"5\x00",
            b"\x0b5",
            b"",
        ),
        *(
            b" ",
            b"5_0",
            b"99999999999999999999",
            b"18446744073709551621",
            b"9" * 20,
            b"1" * 1000,
            b"\n5",
        ),
    )
] + [
    post(b"Content-Length: 5", b"Content-Length: 5"),
    post(b"Content-Length: 5", b"Content-Length: 0"),
    post(b"Content-Length: 0", b"content-length: 5"),
    post(b"Content-Length : 5"),
    post(b"Content-Length\x00: 5"),
    post(b"Content-Length: 5", b" 6"),
    post(b" Content-Length: 5"),
    post(b"Content-Length\r: 5"),
    post(b"Content-Length: 5\rX: y"),
    post(b"X: y\nContent-Length: 5"),
]
HEADS = [
    ask("/first").replace(b"\r\n", b"\n"),
    ask("/first").replace(b"\r\n", b"\r"),
    ask("/first", b"X: y\n"),
    ask("/first", b"X: y\r\r\n"),
    ask("/first", b"X: y\n\r"),
    ask("/first", b"X: y\r\n z\r\n"),
    ask("/first", b"X: y\r\n\tz\r\n"),
    ask("/first", b"X : y\r\n"),
    ask("/first", b"X\r\n"),
    ask("/first", b": y\r\n"),
    ask("/first", b"X\x00: y\r\n"),
    ask("/first", b"X: \x00\r\n"),
    ask("/first", b"X: \x08\r\n"),
    ask("/first", b"X: \x7f\r\n"),
    ask("/first", b"X(y): z\r\n"),
    ask("/first", b"X\x80: y\r\n"),
    ask("/first", b'"X": y\r\n'),
    ask("/first", b"Host: other\r\n"),
    ask("/first", b"host: ivr\r\n"),
    *(
        ask("/first").replace(b"ivr", host, 1)
        for host in (b"a b", b"a/b", b"me@a", b"a?b", b"a#b", b"a\\b", b"\xe9", b"<a>")
    ),
    ask("/first", b"\r\n")[: -len(b"\r\n\r\n")] + b" \r\n\r\n",
    ask("/first").replace(b"Host: ivr\r\n", b""),
    ask("/first").replace(b"Host: ivr\r\n", b" Host: ivr\r\n"),
    b"GET /first\r\n\r\n",
    b"GET /first\r\nHost: ivr\r\n\r\n",
    b"/first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b" GET /first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET\t/first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET /first\tHTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET /fi rst HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET /first HTTP/1.1 \r\nHost: ivr\r\n\r\n",
    b"GET /first HTTP/1.1\x00\r\nHost: ivr\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET /\x01 HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET /\xe9 HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GET ../first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"get /first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"GETT /first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"G\x00T /first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    b"\xef\xbb\xbfGET /first HTTP/1.1\r\nHost: ivr\r\n\r\n",
    *(
        f"GET /first {version}\r\nHost: ivr\r\n\r\n".encode()
        for version in (
            *("HTTP/0.9", "HTTP/2.0", "HTTP/2", "HTTP/3.0", "HTTP/9.9", "HTTP/1.2", "HTTP/1", "HTTP/1.", "HTTP/11"),
            *(
                "HTTP/01.1",
                "HTTP/1.10",
                "HTTP/1,1",
                "HTTP/-1.1",
                "http/1.1",
                "HTTPS/1.1",
                "HTTP /1.1",
                "HTTP/1.1x",
                "XTTP/1.1",
            ),
        )
    ),
]
