--- A store in memory, for tests of what the commands decide:
-- local fake = dofile("tests/lua/fake_store.lua")
-- It stands in for assay.core.store; plugins are tables (fake.plugin), a source
-- is a path or URL that fake.sources knows.
local fake = {sources = {}, bundled = {}, own = {}, entries = {}, answers = nil, asked = {}, commits = 0}

local state = {plugins = {}, disabled = {}}
local dirs = {} -- folder -> plugin

local function parts(version)
    local out = {}
    for n in version:gsub("[-+].*", ""):gmatch("%d+") do
        out[#out + 1] = tonumber(n)
    end
    return out
end

function fake.compare(a, b)
    local x, y = parts(a), parts(b)
    for i = 1, 3 do
        if (x[i] or 0) ~= (y[i] or 0) then
            return (x[i] or 0) < (y[i] or 0) and -1 or 1
        end
    end
    local early_a, early_b = a:find("-", 1, true), b:find("-", 1, true)
    return early_a and not early_b and -1 or early_b and not early_a and 1 or 0
end

--- Ranges of >=, >, <=, <, = joined by blanks.
function fake.fits(range, version)
    for op, want in range:gmatch("([<>=]*)([%d.]+)") do
        local c = fake.compare(version, want)
        local good = op == ">=" and c >= 0 or op == ">" and c > 0 or op == "<=" and c <= 0
            or op == "<" and c < 0 or (op == "=" or op == "") and c == 0
        if not good then
            return false
        end
    end
    return true
end

--- "numbers >=0.1" as {name=, range=}
local function needs(list)
    local out = {}
    for i, need in ipairs(list or {}) do
        if type(need) == "table" then
            out[i] = need -- cut up already
        else
            local name, range = need:match("^(%S+)%s*(.*)$")
            out[i] = {name = name, range = range ~= "" and range or nil}
        end
    end
    return out
end

--- A plugin: name, version, requires = {"numbers >=1"}, conflicts, capabilities,
-- signer (a key's name), tree (made up if missing).
function fake.plugin(p)
    p.requires, p.conflicts = needs(p.requires), needs(p.conflicts)
    p.capabilities = p.capabilities or {}
    p.config = p.config or {}
    p.summary, p.license, p.api = p.summary or "a test", p.license or "MIT", p.api or ">=0.1 <1"
    p.tree = p.tree or ("%s%s%s"):format(p.name, p.version, p.signer or "")
    return p
end

--- A release of an index.
function fake.release(r)
    r.requires, r.conflicts = needs(r.requires), needs(r.conflicts)
    return r
end

local function signature_of(p)
    return p.signer and {key = "RW" .. p.signer, id = ("%016x"):format(#p.signer), known = p.signer,
                         good = true, state = "good"}
end

-- ---- what stands in for core.store and core.paths ---------------------------

local store = {version_compare = fake.compare, version_in = fake.fits}

function store.paths()
    return {store = "/store", own = "/own", indexes = "/nowhere/indexes", lock = "/lock"}
end

function store.state()
    return state
end

function store.folders()
    local out = {}
    dirs = {}
    local function add(p, dir, from)
        dirs[dir] = p
        out[#out + 1] = {dir = dir, from = from, name = p.name}
    end
    for _, p in ipairs(fake.own) do
        add(p, "/own/" .. p.name, "own")
    end
    for _, entry in ipairs(state.plugins) do
        add(fake.trees[entry.tree], ("/store/%s/%s"):format(entry.tree, entry.name), "installed")
    end
    for _, p in ipairs(fake.bundled) do
        add(p, "/bundled/" .. p.name, "bundled")
    end
    return out
end

fake.trees = {}

local function at(dir)
    return dirs[dir] or fake.trees[dir:match("^/store/([^/]+)/")]
end

function store.manifest(dir)
    return at(dir)
end

function store.tree(dir)
    local p = at(dir)
    return {hash = p.edited and "edited" or p.tree, files = {}}
end

function store.signature(dir)
    return signature_of(at(dir))
end

function store.differs()
    return {}
end

function store.ask(question)
    fake.asked[#fake.asked + 1] = question
    return fake.answers and table.remove(fake.answers, 1)
end

function store.checkout()
    return "/index"
end

function store.refs(url)
    return fake.sources[url .. " refs"] or {}
end

function store.index_entry(path)
    return fake.entries[path:match("([^/]+)%.yaml$")]
end

local function stage(key)
    local p = fake.sources[key]
    if not p then
        return nil, key .. ": there is nothing"
    end
    fake.trees[p.tree] = p
    return {name = p.name, version = p.version, tree = p.tree, dir = "/tmp/" .. p.name, manifest = p,
            commit = p.commit, signature = signature_of(p)}
end

function store.begin()
    local txn = {}
    function txn.folder(_, path) return stage(path) end
    function txn.archive(_, path) return stage(path) end
    function txn.git(_, url, ref) return stage(url .. (ref and "#" .. ref or "")) end
    function txn.commit(_, next_state)
        state = next_state
        fake.commits = fake.commits + 1
        return true
    end
    function txn.close() end
    return txn
end

local paths = {}

function paths.home(path)
    return path
end

function paths.kind(path)
    if path == "/index/plugins" then
        return "folder"
    elseif path:match("^/index/") then
        return fake.entries[path:match("([^/]+)%.yaml$")] and "file" or nil
    elseif path:match("/plugin%.yaml$") then
        return fake.sources[path:gsub("/plugin%.yaml$", "")] and "file" or nil
    elseif path:match("^/lists") or path:match("^/store/") then
        return "folder"
    end
    return fake.sources[path] and (path:match("%.assay$") and "file" or "folder") or nil
end

function paths.real(path)
    return paths.kind(path) and path or nil
end

--- Put it in the place of the real one, empty.
function fake.use(core)
    state = {plugins = {}, disabled = {}}
    fake.sources, fake.bundled, fake.own, fake.entries, fake.trees = {}, {}, {}, {}, {}
    fake.answers, fake.asked = nil, {}
    core.store, core.paths = store, paths
end

function fake.state()
    return state
end

--- The lock file's entry of a name.
function fake.entry(name)
    for _, entry in ipairs(state.plugins) do
        if entry.name == name then
            return entry
        end
    end
end

return fake
