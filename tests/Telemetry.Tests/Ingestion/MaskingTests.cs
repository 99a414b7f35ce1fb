using System.Diagnostics;
using System.Text.RegularExpressions;
using Telemetry.Ingestion.Masking;

namespace Telemetry.Tests.Ingestion;

public sealed partial class MaskingTests
{
    private const int MaxLength = 131_072;

    public static TheoryData<string, string> Masked => new()
    {
        // IPv4
        { "10.0.0.5", "<ip>" },
        { "connect to 10.0.0.5 port 80", "connect to <ip> port 80" },
        { "10.0.0.5:8080", "<ip>:8080" },
        { "10.0.0.5/24", "<ip>/24" },
        { "(10.0.0.5)", "(<ip>)" },
        { "[10.0.0.5]", "[<ip>]" },
        { "'10.0.0.5'", "'<ip>'" },
        { "at 10.0.0.5.", "at <ip>." },
        { "10.0.0.5, 81.2.69.142; 0.0.0.0", "<ip>, <ip>; <ip>" },
        { "10.0.0.1 255.255.255.255", "<ip> <ip>" },
        { "010.000.000.005", "<ip>" },
        { "ip=10.0.0.5", "ip=<ip>" },
        { "addr:10.0.0.5", "addr:<ip>" },
        { "root@10.0.0.5", "root@<ip>" },
        { "10.0.0.1-10.0.0.9", "<ip>-<ip>" },
        { "10.0.0.1,10.0.0.2", "<ip>,<ip>" },
        { "10.0.0.1/10.0.0.2", "<ip>/<ip>" },
        { "10.0.0.1:443->81.2.69.142:5000", "<ip>:443-><ip>:5000" },
        { "//10.0.0.5/share", "//<ip>/share" },
        { "/dev/tcp/10.0.0.5/80", "/dev/tcp/<ip>/80" },
        { "ssh -L 8080:10.0.0.5:80", "ssh -L 8080:<ip>:80" },
        { "sshd@0-81.2.69.142:22-81.2.69.143:5000.service", "sshd@0-<ip>:22-<ip>:5000.service" },
        { "10.0.0.5.nip.io", "<ip>.nip.io" },
        { "10.0.0.5- lost", "<ip>- lost" },
        { "a\n10.0.0.5\nb", "a\n<ip>\nb" },
        { @"a\n10.0.0.5\tb", @"a\n<ip>\tb" },
        { "\\e[31m10.0.0.5\\e[0m", "\\e[31m<ip>\\e[0m" },
        { "v192.168.1.1 foo-172.16.0.1 x_127.0.0.1", "v<ip> foo-<ip> x_<ip>" },
        { "Setting up foo (192.168.1.1)", "Setting up foo (<ip>)" },
        { "Setting up foo (1.2.3.4)\nping 1.2.3.4", "Setting up foo (1.2.3.4)\nping <ip>" },
        // IPv6 and MAC
        { "fe80::1", "<ip>" },
        { "2001:db8:85a3:0000:0000:8a2e:0370:7334", "<ip>" },
        { "2001:DB8::FF00:42:8329", "<ip>" },
        { "[2001:db8::1]:8080", "[<ip>]:8080" },
        { "2001:db8::/32 fd00::", "<ip>/32 <ip>" },
        { "::1 ::ffff:10.0.0.5", "<ip> <ip>" },
        { "fe80::1%eth0 dev", "<ip> dev" },
        { "via fe80::1.", "via <ip>." },
        { "fe80::1: unreachable", "<ip>: unreachable" },
        { "addr:fe80::1", "addr:<ip>" },
        { @"\nfe80::1", @"\n<ip>" },
        { "dead:beef::cafe", "<ip>" },
        { "1:2:3:4:5:6:7:8", "<ip>" },
        { "link/ether 00:1A:2b:3c:4d:5e brd", "link/ether <mac> brd" },
        { "lladdr:00:1a:2b:3c:4d:5e", "lladdr:<mac>" },
        { "00-1A-2B-3C-4D-5E", "<mac>" },
        // e-mail
        { "mail jane.doe+x@example.co.uk now", "mail <email> now" },
        { "<jane@example.com>", "<<email>>" },
        { "jane@example.com.", "<email>." },
        { "jane@xn--bcher-kva.example, müller@bücher.example", "<email>, <email>" },
        { "git@github.com:a/b.git", "<email>:a/b.git" },
        { "a@b.de@c.de", "<email>@c.de" },
        { "jane@example.com-x a@b.de--", "<email>-x <email>--" },
        // hosts in URLs
        { "https://example.com/path", "https://<host>/path" },
        { "https://example.com:8443/a?b#c", "https://<host>/a?b#c" },
        { "see https://example.com.", "see https://<host>." },
        { "(http://localhost)", "(http://<host>)" },
        { "https://u:p@example.com/x", "https://<host>/x" },
        { "https://u:p/w@example.com/x", "https://<host>/x" },
        { "https://u:p@ss@example.com/x", "https://<host>/x" },
        { "postgres://app:pw@db:5432/app", "postgres://<host>/app" },
        { "http://10.0.0.5:8080/v1", "http://<host>/v1" },
        { "http://[2001:db8::1]:8080/v1", "http://<host>/v1" },
        { "jdbc:mysql://db.internal/x", "jdbc:mysql://<host>/x" },
        { "git+ssh://git@example.com/x.git", "git+ssh://<host>/x.git" },
        { "https://a.example/1.2.3.4/", "https://<host>/<ip>/" },
        // secrets by name
        { "password=hunter2", "password=<redacted>" },
        { "PASSWORD: hunter2 next", "PASSWORD: <redacted> next" },
        { "DB_PASSWORD='two words' x", "DB_PASSWORD='<redacted>' x" },
        { "passwd = \"a \\\" b\" x", "passwd = \"<redacted>\" x" },
        { "pwd=abc;", "pwd=<redacted>" },
        { "MYSQL_PWD=abc", "MYSQL_PWD=<redacted>" },
        { "{\"token\":\"abc\",\"a\":1}", "{\"token\":\"<redacted>\",\"a\":1}" },
        { "{\\\"token\\\": \\\"abc\\\", x}", "{\\\"token\\\": \\\"<redacted>\\\", x}" },
        { "?token=abc", "?token=<redacted>" },
        { "access_token=abc client_secret=def", "access_token=<redacted> client_secret=<redacted>" },
        { "api_key=abc api-key: def APIKEY=ghi", "api_key=<redacted> api-key: <redacted> APIKEY=<redacted>" },
        { "access_key=abc AWS_SECRET_ACCESS_KEY=def", "access_key=<redacted> AWS_SECRET_ACCESS_KEY=<redacted>" },
        { "$c['password'] => 'abc';", "$c['password'] => '<redacted>';" },
        { "<password>abc</password>", "<password><redacted></password>" },
        { "--password hunter2 -v", "--password <redacted> -v" },
        { "--db-password=hunter2", "--db-password=<redacted>" },
        { "secretKey: abc", "secretKey: <redacted>" },
        { "password=\"open end", "password=\"<redacted>" },
        { "password=\"a\" password='b'", "password=\"<redacted>\" password='<redacted>'" },
        { "Authorization: Bearer abc.def", "Authorization: <redacted>" },
        { "-H \"Authorization: Basic YTpi\" x", "-H \"Authorization: <redacted>\" x" },
        { "authorization: token abc\nnext", "authorization: <redacted>\nnext" },
        { "Set-Cookie: a=b; c=d\nnext", "Set-Cookie: <redacted>\nnext" },
        { "Bearer abcdefgh12345", "<redacted>" },
        // secrets by form
        { "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "<redacted>" },
        { "x github_pat_11ABCDEFG0abcdefghij_x y", "x <redacted> y" },
        { "glpat-abcdefghij0123456789", "<redacted>" },
        { "xoxb-123456789012-abcdef", "<redacted>" },
        { "AKIAIOSFODNN7EXAMPLE", "<redacted>" },
        { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "<redacted>" },
        { "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nb", "a\n<private key>\nb" },
        { "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl and no end", "<private key>" },
        { $"x y\n{new string('A', 64)}\n{new string('B', 64)}\nab==\n-----END PRIVATE KEY-----\nz", "x y\n<private key>\nz" },
    };

    public static TheoryData<string> Kept =>
    [
        "", "error", "18.17.1", "2024.10.1.2", "node v18.17.1", "v1.2.3.4", "libfoo-1.2.3.4", "1.2.3.4-5ubuntu1", "1.2.3.4-5", "1:2.3.4.5",
        "libfoo (1:2.3.4.5) x", "foo_1.2.3.4_amd64.deb", "foo-1.2.3.4.tar.gz", "1.2.3.4.tar.gz", "1.2.3.4.5", "5.10.0.0.5", "256.1.1.1",
        "1.2.3",
        "1.2.3.4rc1", "1.2.3.4-rc1", "1.2.3.4-beta.2", "1.2.3.4+dfsg", "1.2.3.4~bpo12", "foo==1.2.3.4", "foo>=1.2.3.4", "foo (>= 1.2.3.4)",
        "libc6 (= 1.2.3.4)", "^1.2.3.4", "~1.2.3.4", "version 1.2.3.4", "Version: 1.2.3.4", "version=\"1.2.3.4\"", "libfoo.so.1.2.3.4",
        "php8.1.2.3", "Setting up libfoo (1.2.3.4) ...", "Unpacking libfoo:amd64 (1.2.3.4) over (1.2.3.3) ...",
        "libfoo amd64 1.2.3.4 [12 kB]",
        "/releases/download/1.2.3.4/x.deb", "0011.2233.4455.6677", "1000.2.3.4", "1.2.3.4567",
        "12:34:56", "2026-01-02T03:04:05.678Z", "12:34:56:78", "00:00", "10:20:30.40", "up 3:04, load", "Jan  2 03:04:05",
        "std::string", "a::b", "ab::cd", "std::array::1", "Foo::Bar::baz()", "use std::{fmt}", "x[::2]", "x[1::2]", "x[::-1]", "::",
        "main.cc:12:5: error", "file.sh: line 12: foo: command not found", "sha256:0123456789abcdef", "key::", "de::",
        "/usr/lib/foo/bar.so", "/root/.cache", "C:\\Windows\\System32", "./configure", "~/x", "/etc/apt/sources.list.d/a.list",
        "getty@tty1.service", "user@1000.service", "lodash@4.17.21", "@types/node@18.17.1", "foo@1.2.3-beta.next", "a @ b", "@", "a@b",
        "x@",
        "file:///etc/passwd", "unix:///var/run/docker.sock", "a://", "://", "http:/x",
        "syntax error near unexpected token `('", "Unexpected token < in JSON at position 0", "PWD=/root", "OLDPWD=/tmp", "compass=north",
        "bypass: yes", "tokens: 15", "tokenizer=fast", "Token::parse", "Enter password:", "password", "password:\nnext",
        "(using password: YES)",
        "Permission denied (publickey,password).", "bearer of bad news", "secret", "passing tests: 12",
        "AKIA", "ghp_short", "eyJ.x.y", "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", "----------", "-----BEGIN",
        "550e8400-e29b-41d4-a716-446655440000", "exit code 137", "50% of 1.5 GB", "naïve 😀 日本語",
    ];

    public static TheoryData<string> Hostile =>
    [
        "1", "1.", "1.1.1.1", "1.1.1.1-", "1.1.1.1 ", "1:", ":", "::", "a:", "f:", "1::", "1:2:3:4:5:6:7:8:", "00:", "00-", "a@", "@", "a.",
        "a@b.", "://",
        "a://", "a://b:c/", "a://b:c", "https://", "password", "password-", "password=", "password =", "password=\"", "password='\"",
        "password=\\",
        "password \t", "--token ", "--", "-", "token_", "token:", "authorization:", "eyJ", "eyJaaaaaaaa.", "ghp_", "xoxa-", "sk-",
        "Bearer ", "-----", "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY----- -----END x-----", "A", "A\n", "\n", " ",
        "\\", "\\n",
        "\"", "<", "%", "fe80::1%", "m", "[1m", "Setting up ", "version ", "v", "_", "\u00e9", "\ud83d\ude00",
    ];

    [Theory]
    [MemberData(nameof(Masked))]
    public void Addresses_hosts_and_secrets_are_masked(string text, string expected)
    {
        Assert.Equal(expected, SensitiveText.Mask(text));
        Assert.Equal(expected, SensitiveText.Mask(expected));
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void Versions_times_paths_and_names_are_not_masked(string text) => Assert.Equal(text, SensitiveText.Mask(text));

    [Theory]
    [MemberData(nameof(Hostile))]
    public void The_time_of_masking_is_linear_in_the_length_of_the_text(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, MaxLength / unit.Length));
        SensitiveText.Mask(text[..1000]);

        // The minimum of several attempts, without pauses of the machine. A quadratic step takes 256 times as long for 16 times the text.
        var whole = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var part = Enumerable.Range(0, 3).Min(_ => Time(text[..(MaxLength / 16)]));
            whole = TimeSpan.FromTicks(Math.Min(whole.Ticks, Time(text).Ticks));
            if (whole < (64 * part) + TimeSpan.FromMilliseconds(2))
                return;
        }

        Assert.Fail($"not linear in {unit}");
    }

    [Fact]
    public void No_separate_IP_address_survives_in_random_texts()
    {
        var random = new Random(20260102);
        string[] pieces =
        [
            "error", "at", "\n", "\t", ":", "=", "(", "\"", "'", ",", ";", "v1.2", "host", "12:34:56", "std::string", "/usr/lib",
            "password", "token=", "https://",
            "a@b.de", "-----", "\\n", "é😀", "<", ">", "[", "]", "{", "-", "--", "_", "@", "%", "fe80::", "0", "255", "libfoo-1.2.3.4",
            "Authorization:",
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(12); i >= 0; i--)
                text.Append(pieces[random.Next(pieces.Length)]).Append(random.Next(3) == 0 ? " " : "");
            var bytes = new byte[4];
            random.NextBytes(bytes);
            var address = new IPAddress(bytes).ToString();
            text.Append("\n[").Append(address).Append("] ").Append(pieces[random.Next(pieces.Length)]);

            var masked = SensitiveText.Mask(text.ToString());

            Assert.False(StandsAlone().IsMatch(masked), $"round {round}: {text} -> {masked}");
        }
    }

    [Fact]
    public void Masking_accepts_random_characters()
    {
        var random = new Random(20260103);
        const string Alphabet = "0123456789abcdefxyzABCDEF.:-_/@=\"'\\ \n\t%[]<>()+~^&?#,;\u00e9\ud83d\ude00\0";
        for (var round = 0; round < 50_000; round++)
        {
            var text = string.Concat(random.GetItems(Alphabet.AsSpan(), random.Next(40)));

            var masked = SensitiveText.Mask(text);

            Assert.True(masked.Length <= (text.Length * 4) + 16, text);
        }
    }

    private static TimeSpan Time(string text)
    {
        var started = Stopwatch.GetTimestamp();
        SensitiveText.Mask(text);
        return Stopwatch.GetElapsedTime(started);
    }

    [GeneratedRegex(
        @"(?:^|[\s\[(""',;])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:$|[\s\])""',;])", RegexOptions.None, 1000)]
    private static partial Regex StandsAlone();
}
