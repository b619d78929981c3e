--- sign, pack, unpack, keys: what an author does before handing a plugin on, and
-- whom a user trusts.
local core = require "assay.core"
local grid = require "assay.table"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local author = {}

-- ---- pack, unpack -----------------------------------------------------------

local function manifest_of(dir)
    return assert(core.store.manifest(dir))
end

--- pack DIR [-o FILE]
function author.pack(words, opts)
    if #words ~= 1 then
        error("pack: one folder at a time", 0)
    end
    local dir = words[1]
    local m = manifest_of(dir)
    local out = opts.output or ("%s-%s.assay"):format(m.name, m.version)
    local signature = core.store.signature(dir)
    if opts.dry_run then
        return result.new({path = out, name = m.name, version = m.version}, function()
            return "would write " .. text.clean(out)
        end)
    end
    local packed = assert(core.store.pack(dir, m.name, out))
    return result.new({path = packed.path, bytes = packed.bytes, sha256 = packed.sha256, name = m.name,
                       version = m.version, signed = signature ~= nil}, function(data)
        return ("%s: %s %s, %d bytes, %s\nsha256 %s"):format(text.clean(data.path), m.name, m.version,
            data.bytes, text.signer(signature), data.sha256)
    end)
end

--- unpack FILE [DIR]
function author.unpack(words)
    if #words > 2 then
        error("unpack: a file, and perhaps a folder", 0)
    end
    local to = words[2] or words[1]:gsub("%.assay$", ""):match("([^/]+)$")
    if core.paths.kind(to) then
        error(text.clean(to) .. ": is there already: name a folder that is not", 0)
    end
    local got = assert(core.store.unpack(words[1], to))
    local m = manifest_of(got.dir)
    return result.new({name = got.name, version = m.version, dir = got.dir}, function(data)
        return ("%s: %s %s"):format(text.clean(data.dir), data.name, text.clean(data.version))
    end)
end

-- ---- keys -------------------------------------------------------------------

local function all_keys()
    return assert(core.store.keys())
end

local function key_of(name)
    for _, key in ipairs(all_keys()) do
        if key.name == name then
            return key
        end
    end
    error(("there is no key \"%s\"; `assay plugin keys' has them"):format(text.clean(name)), 0)
end

--- The secret key to sign with: the one named, or the only one.
local function secret_key(name)
    if name then
        local key = key_of(name)
        return key.secret and key
            or error(("%s is somebody else's key: only its public half is here"):format(text.clean(name)), 0)
    end
    local mine
    for _, key in ipairs(all_keys()) do
        if key.secret and mine then
            error(("you have several keys: say which, as in --key=%s"):format(text.clean(mine.name)), 0)
        end
        mine = key.secret and key or mine
    end
    return mine or error("you have no key to sign with: `assay plugin keys new NAME' makes one", 0)
end

local function password_for(key)
    if not key.locked then
        return nil
    end
    local word = core.store.ask_secret(("password of the key %s: "):format(text.clean(key.name)))
    return word or error(("the key %s has a password, and there is no terminal to ask you at"):format(
        text.clean(key.name)), 0)
end

--- sign DIR [--key NAME]
function author.sign(words, opts)
    if #words ~= 1 then
        error("sign: one folder at a time", 0)
    end
    local m = manifest_of(words[1])
    local key = secret_key(opts.key)
    local signed = opts.dry_run and {id = key.id}
        or assert(core.store.sign(words[1], key.name, password_for(key)))
    return result.new({name = m.name, version = m.version, key = key.name, id = signed.id}, function(data)
        return ("%s %s %s with the key %s (%s)"):format(opts.dry_run and "would sign" or "signed",
            data.name, data.version, text.clean(data.key), text.clean(data.id))
    end)
end

--- A password, typed twice; nil with --no-password.
local function new_password(opts)
    if opts.no_password then
        return nil
    end
    local word = core.store.ask_secret("password for the new key: ")
    if not word then
        error("there is no terminal to ask you for a password at: --no-password makes a key without", 0)
    elseif word == "" then
        error("an empty password protects nothing: --no-password makes a key without", 0)
    elseif core.store.ask_secret("the same again: ") ~= word then
        error("the two were not the same: nothing was made", 0)
    end
    return word
end

local function shown(key, line)
    return result.new({name = key.name, key = key.key, id = key.id, secret = key.secret}, function()
        return line
    end)
end

local KEYS = {}

function KEYS.list()
    local rows = {}
    for i, key in ipairs(all_keys()) do
        rows[i] = {name = key.name, id = key.id, key = key.key, secret = key.secret, locked = key.locked,
                   whose = key.secret and (key.locked and "yours" or "yours, no password") or "trusted"}
    end
    return grid.new(rows, {"name", "id", "whose", "key"},
        "no key: `assay plugin keys new NAME' makes one of yours, trust NAME KEY adds another's")
end

function KEYS.new(name, opts)
    assert(core.store.key_new(name, new_password(opts)))
    local key = key_of(name)
    return shown(key, ("made the key %s (%s); others trust it with\nassay plugin keys trust %s %s"):format(
        name, key.id, name, key.key))
end

function KEYS.trust(name, _, what)
    assert(core.store.key_trust(name, what))
    local key = key_of(name)
    return shown(key, ("plugins signed by %s (%s) are known from now on"):format(name, key.id))
end

function KEYS.forget(name)
    local key = key_of(name)
    assert(core.store.key_forget(name))
    return shown(key, "forgot the key " .. text.clean(name))
end

function KEYS.show(name)
    local key = key_of(name)
    return shown(key, text.clean(key.key))
end

local WORDS = {list = 0, new = 1, trust = 2, forget = 1, show = 1}

--- keys [list|new NAME|trust NAME KEY|forget NAME|show NAME]
function author.keys(words, opts)
    local action = words[1] or "list"
    local n = WORDS[action]
    if not n or #words > n + 1 or (#words < n + 1 and action ~= "list") then
        error("keys: write list, new NAME, trust NAME KEY, forget NAME or show NAME", 0)
    end
    return KEYS[action](words[2], opts, words[3])
end

return author
