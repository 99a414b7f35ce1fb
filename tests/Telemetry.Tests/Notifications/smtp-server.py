"""An SMTP server for tests. Its first line of output is its port; each mail that it takes is a line of JSON, decoded.

A line of JSON on the standard input sets how it answers from then on:
  {"rcpt": {"a@example.org": "550 5.1.1 no such user"}}   to RCPT, by recipient
  {"data": "451 4.7.1 later"}                             to a mail, which it does not take then; null: 250
  {"hold": true}                                          it takes mails and does not answer

With --cert and --key it offers STARTTLS, and wants it and a login before it takes anything.
"""
import argparse
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import AuthResult, SMTP

arguments = argparse.ArgumentParser()
for name in ("--cert", "--key", "--user", "--password"):
    arguments.add_argument(name)
options = arguments.parse_args()
answers = {"rcpt": {}, "data": None, "hold": False}


def tell(value):
    print(json.dumps(value), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in answers["rcpt"]:
            return answers["rcpt"][address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        if answers["data"]:
            return answers["data"]
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        tell({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data.login.decode() if session.authenticated else None,
            "headers": [[name, str(value)] for name, value in mail.items()],
            "type": mail.get_content_type(),
            "parts": [[part.get_content_type(), part.get_content()] for part in mail.iter_parts()],
        })
        while answers["hold"]:
            await asyncio.sleep(0.05)
        return "250 2.0.0 taken"


class Server(SMTP):
    # Names of mechanisms are case-insensitive (RFC 4422, 3.1), which the library forgets.
    async def smtp_AUTH(self, arg):
        mechanism, *rest = (arg or "").split(" ")
        await super().smtp_AUTH(" ".join([mechanism.upper(), *rest]))


def authenticate(server, session, envelope, mechanism, login):
    known = (login.login, login.password) == (options.user.encode(), options.password.encode())
    return AuthResult(success=known, handled=False, auth_data=login)


def new_session():
    if not options.cert:
        return Server(Handler(), hostname="localhost")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(options.cert, options.key)
    return Server(
        Handler(), hostname="localhost", tls_context=tls, require_starttls=True,
        authenticator=authenticate, auth_required=True)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(new_session, "127.0.0.1", 0)
    tell(server.sockets[0].getsockname()[1])
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        answers.update(json.loads(line))
        tell("set")


asyncio.run(main())
