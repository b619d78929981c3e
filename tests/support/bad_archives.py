"""bad_archives.py GOOD FOLDER - .assay files that must be refused, into FOLDER,
each named after what is wrong with it; made from GOOD, a sound one, or by hand.

Frames of zstd are written without a compressor: blocks are raw, or one byte that
is repeated, which is all that a bomb needs."""
import hashlib
import io
import os
import struct
import subprocess
import sys
import tarfile

BLOCK = 128 * 1024


def frame(blocks):
    """A zstd frame of (bytes) raw blocks and (byte, count) repeated ones."""
    out = [struct.pack("<IBB", 0xFD2FB528, 0, 0x58)]  # window of 2 MiB
    for i, block in enumerate(blocks):
        last = i == len(blocks) - 1
        if isinstance(block, tuple):
            out.append(struct.pack("<I", block[1] << 3 | 1 << 1 | last)[:3] + block[0])
        else:
            out.append(struct.pack("<I", len(block) << 3 | last)[:3] + block)
    return b"".join(out)


def sealed(data):
    """What an archive ends with, and no byte wrong in it."""
    text = b"assay archive 1\nsha256 %s\n" % hashlib.sha256(data).hexdigest().encode()
    return data + struct.pack("<II", 0x184D2A50, len(text)) + text


def raw(data):
    return [data[i:i + BLOCK] for i in range(0, len(data), BLOCK)] or [b""]


def packed(members):
    """A tar of (name, bytes or a function that sets up the TarInfo)."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.mode = 0o644
            if callable(data):
                data(info)
                data = b""
            else:
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file.getvalue()


def listing(files):
    """SHA256SUMS of {path: bytes}."""
    return b"".join(b"%s  %s\n" % (hashlib.sha256(files[p]).hexdigest().encode(), p.encode())
                    for p in sorted(files))


def link(target):
    def make(info):
        info.type, info.linkname = tarfile.SYMTYPE, target
    return make


def hard_link(target):
    def make(info):
        info.type, info.linkname = tarfile.LNKTYPE, target
    return make


def fifo(info):
    info.type = tarfile.FIFOTYPE


def zeros(name, size):
    """Blocks of a tar member: a header, and zeros."""
    head = packed([(name, b"")])[:512]
    head = head[:124] + b"%011o\0" % size + head[136:148] + b" " * 8 + head[156:]
    head = head[:148] + b"%06o\0 " % sum(head) + head[156:]
    return [head] + [(b"\0", BLOCK)] * (size // BLOCK)


def main(good, folder):
    unpacked = os.path.join(folder, "unpacked")
    subprocess.run([os.environ["ASSAY"], "plugin", "unpack", good, unpacked], check=True,
                   stdout=subprocess.DEVNULL)
    (name,) = os.listdir(unpacked)
    files = {}
    for base, _, names in os.walk(os.path.join(unpacked, name)):
        for each in names:
            path = os.path.join(base, each)
            with open(path, "rb") as f:
                files[os.path.relpath(path, os.path.join(unpacked, name))] = f.read()
    sums, signature = files.pop("SHA256SUMS"), files.pop("SHA256SUMS.minisig")

    def write(what, data):
        with open(os.path.join(folder, what + ".assay"), "wb") as f:
            f.write(data)

    def archive(what, members):
        write(what, sealed(frame(raw(packed(members)))))

    def members(changed=None, sums_of=None, signed=signature, folder_name=name):
        now = dict(files, **(changed or {}))
        out = [("SHA256SUMS", sums_of or listing(now))]
        if signed:
            out.append(("SHA256SUMS.minisig", signed))
        out += sorted(now.items())
        return [(folder_name + "/" + path, data) for path, data in out]

    assert sums == listing(files)
    archive("sound", members())  # the one that is not refused: the others differ from it
    other = {"main.lua": files["main.lua"] + b"-- and more\n"}
    archive("wrong-signature", members(other))
    archive("wrong-listing", members(other, sums))
    archive("not-a-signature", members(signed=b"untrusted comment: x\nRWQ\n"))
    archive("file-outside", members() + [("../outside", b"x")])
    archive("file-above-inside", members() + [(name + "/../../outside", b"x")])
    archive("file-at-root", members() + [("/tmp/outside", b"x")])
    archive("second-folder", members() + [("other/file", b"x")])
    archive("symlink", members() + [(name + "/link", link("/etc/passwd"))])
    archive("symlink-then-file", [(name + "/d", link("/tmp"))] + members() + [(name + "/d/outside", b"x")])
    archive("hard-link", members() + [(name + "/hard", hard_link(name + "/main.lua"))])
    archive("fifo", members() + [(name + "/pipe", fifo)])
    archive("control-character", members() + [(name + "/a\x1b[2Jb", b"x")])
    archive("twice", members() + [(name + "/main.lua", b"return {}\n")])
    archive("no-manifest", [(name + "/main.lua", b"return {}\n")])
    archive("too-many", [("%s/f%05d" % (name, i), b"") for i in range(10100)])
    bundled = {"plugin.yaml": files["plugin.yaml"].replace(b"name: %s\nversion" % name.encode(),
                                                           b"name: numbers\nversion")}
    archive("shadows", members(bundled, signed=None, folder_name="numbers"))
    # Kilobytes that unpack to 300 MiB in one file, and to 12 GiB in files of a size that may be.
    write("bomb", sealed(frame(zeros(name + "/zeros", 300 << 20) + [b"\0" * 1024])))
    each = 63 << 20
    write("bomb-of-many", sealed(frame(sum((zeros("%s/z%03d" % (name, i), each) for i in range(200)), []))))
    write("empty", b"")
    write("no-archive", b"name: x\n" * 40)


main(*sys.argv[1:])
