--- The description of the API: it agrees with what there is, every example
-- runs in a session of its own and prints what it says.
local tap = dofile("tests/lua/tap.lua")
local api = require "assay.api"

local program = os.getenv("ASSAY") or "build/assay"
local here = io.popen("pwd"):read("l")
if program:sub(1, 1) ~= "/" then
    program = here .. "/" .. program
end
local folder = os.tmpname()
os.remove(folder)

--- Whether it went well, and what it printed; errors too, unless they are
-- to go elsewhere.
local function sh(command, errors)
    local pipe = io.popen(command .. (errors and " 2>" .. errors or " 2>&1"))
    local out = pipe:read("a")
    return pipe:close(), out
end

local function quoted(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

assert(sh("mkdir " .. folder .. " && ln -s " .. quoted(here .. "/examples") .. " " .. folder .. "/examples"))

-- ---- both sides agree --------------------------------------------------------

local good, out = sh(quoted(program) .. " run tests/support/api_check.lua")
tap.ok(good, "what is registered is described, and the other way round", out)

--- What the check says about a description with `text` in the place of a file.
local function check_with(name, change)
    local share = folder .. "/share"
    sh(("rm -rf %s && mkdir -p %s && cp -r lua %s/ && ln -s %s/plugins %s/plugins"):format(share, share, share,
        quoted(here), share))
    local path = share .. "/lua/assay/api/" .. name
    local file = assert(io.open(path))
    local text = file:read("a")
    file:close()
    file = assert(io.open(path, "w"))
    file:write((change(text)))
    file:close()
    return sh(("ASSAY_SHARE=%s %s run tests/support/api_check.lua"):format(share, quoted(program)))
end

local function must_fail(file, from, to, message, name)
    local ok, told = check_with(file, function(text)
        local first, last = text:find(from, 1, true)
        assert(first, from)
        return text:sub(1, first - 1) .. to .. text:sub(last + 1)
    end)
    tap.ok(not ok and told:find(message, 1, true), name, told)
end

must_fail("documents.yaml", "- name: use\n", "- name: uze\n", "use is there and no file of lua/assay/api describes it",
    "a command that is not described fails the check")
must_fail("documents.yaml", "- name: use\n", "- name: uze\n", "documents.yaml: uze is described and is not there",
    "so does a description of nothing")
must_fail("documents.yaml", "- {name: which,", "- {name: wich,",
    "use: parameter 1 is wich in the description and which in", "and a parameter by another name")
must_fail("documents.yaml", "integer|document", "integer|documnt",
    "no entry describes the type documnt: did you mean document?", "and a type that is not described")
must_fail("documents.yaml", "- name: use\n", "- name: text\n", "text is described in another file, too",
    "and what is described twice")
must_fail("documents.yaml", "  kind: command\n", "  kinds: command\n", "documents.yaml:6:3: unknown key \"kinds\"",
    "an unknown key is told with its place")

-- ---- examples ---------------------------------------------------------------------

--- Does a text fit what it should print, in which `...` stands for any text?
local function fits(text, wanted)
    local function trimmed(s)
        return (s:gsub("[ \t]+\n", "\n"):gsub("%s+$", ""))
    end
    local pattern = trimmed(wanted):gsub("[%^%$%(%)%%%.%[%]%*%+%-%?]", "%%%0"):gsub("%%%.%%%.%%%.", ".*")
    return trimmed(text):find("^" .. pattern .. "$") ~= nil
end

for i, entry in ipairs(api.list()) do
    if entry.example then
        local path = ("%s/%d.lua"):format(folder, i)
        local file = assert(io.open(path, "w"))
        file:write(entry.example, "\n")
        file:close()
        local ran, printed = sh(("cd %s && ASSAY_SHARE=%s %s run %s/tests/support/example.lua %s"):format(folder,
            quoted(here), quoted(program), quoted(here), path), path .. ".err")
        local fine = ran and (not entry.prints or fits(printed, entry.prints))
        tap.ok(fine, ("the example of %s"):format(entry.name),
            ("%s\n--- printed\n%s--- wanted\n%s\n%s"):format(entry.example, printed, entry.prints or "no error",
                io.open(path .. ".err"):read("a")))
    end
end

sh("rm -rf " .. folder)
tap.done()
