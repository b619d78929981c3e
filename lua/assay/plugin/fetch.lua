--- Bring what a source names into a transaction, and hold what an index says of
-- a release against what came. Nothing of a plugin runs here.
local core = require "assay.core"
local source = require "assay.plugin.source"
local text = require "assay.plugin.text"

local fetch = {}

--- Stage what a source names; raises what is wrong with it.
function fetch.source(txn, src, opts)
    local staged, why
    if src.kind == "folder" then
        staged, why = txn:folder(src.path)
    elseif src.kind == "archive" then
        staged, why = txn:archive(src.path)
    else
        staged, why = txn:git(src.url, src.ref, {offline = opts.offline or nil})
    end
    assert(staged, why)
    staged.source = src.named
    staged.code = core.paths.kind(staged.dir .. "/main.lua") ~= nil -- the folder goes with the change
    return staged
end

-- ---- releases of an index ---------------------------------------------------

--- Where a release lies, as a source.
local function place_of(release)
    local entry = release.entry
    if release.file then
        return {kind = "archive", path = entry.dir .. "/" .. release.file}
    elseif not release.source then
        error(("%s: the index says of %s neither source nor file"):format(text.clean(entry.index),
            text.named(release)), 0)
    end
    local given = release.source
    if not given:match("^/") and not given:match("^%a[%w+.-]*://") and not given:match("^[%w._-]+@") then
        error(("%s: %s: \"%s\" must be a URL or an absolute path"):format(text.clean(entry.index),
            text.named(release), text.clean(given)), 0)
    end
    local src, why = source.read(given, not given:match("%.assay$") and (release.ref or release.commit) or nil)
    if not src then
        error(("%s: %s: %s"):format(text.clean(entry.index), text.named(release), why), 0)
    elseif src.kind == "index" or src.kind == "folder" then
        error(("%s: %s: \"%s\" is no git URL and no .assay file"):format(text.clean(entry.index),
            text.named(release), text.clean(release.source)), 0)
    end
    return src
end

--- Needs in one form, to be compared.
local function needs_key(list)
    local out = {}
    for i, need in ipairs(list or {}) do
        out[i] = need.name .. " " .. (need.range or "")
    end
    table.sort(out)
    return table.concat(out, ", ")
end

--- An index may name the key, or its id.
local function signer_of(release, signature)
    if not signature then
        return "nobody"
    end
    return release.signer and release.signer:lower() == signature.id:lower() and release.signer
        or signature.key
end

--- Pairs of what the index says and what came.
local function claims(release, staged)
    local list = {
        {"version", release.version, staged.version},
        {"tree hash", release.tree, staged.tree},
        {"commit", release.commit, staged.commit},
        {"signer", release.signer, signer_of(release, staged.signature)},
        {"api", release.api, staged.manifest.api},
        {"name", release.name, staged.name},
    }
    -- What it leaves out, it does not claim, but these took part in choosing.
    for _, key in ipairs {"requires", "conflicts"} do
        list[#list + 1] = {key, needs_key(release[key]), needs_key(staged.manifest[key])}
    end
    return list
end

--- What the index says of a release must be so.
function fetch.check(release, staged)
    for _, claim in ipairs(claims(release, staged)) do
        local what, said, came = claim[1], claim[2], claim[3]
        if said ~= nil and said ~= came then
            error(("%s: of %s the index says %s \"%s\", and what came has \"%s\": nothing was changed"):format(
                text.clean(release.entry.index), text.named(release), what, text.clean(said),
                text.clean(came or "none")), 0)
        end
    end
end

--- Stage a release that an index offers.
function fetch.release(txn, release, opts)
    local staged = fetch.source(txn, place_of(release), opts)
    fetch.check(release, staged)
    staged.source = "index:" .. release.name
    staged.index = release.entry.index
    return staged
end

-- ---- newer versions of what is installed ------------------------------------

local function version_of(ref)
    return ref:match("^v?(%d+%.%d+%.%d+[%w.+-]*)$")
end

--- Of a repository's tags the newest that is a version: name and version. With
-- `wanted` the one of that version.
function fetch.newest_tag(url, wanted, opts)
    local refs = assert(core.store.refs(url, {offline = opts.offline or nil}))
    local best, best_version
    for _, ref in ipairs(refs) do
        local version = ref.kind == "tag" and version_of(ref.name)
        local right = version and (version == wanted
            or not wanted and not version:find("-", 1, true))
        if right and (not best
            or core.store.version_compare(version, best_version) > 0) then
            best, best_version = ref.name, version
        end
    end
    return best, best_version
end

--- The source of an installed plugin, moved on to its newest version.
function fetch.newer(src, opts)
    if src.kind ~= "git" or not (opts.to or src.ref and version_of(src.ref)) then
        return src
    end
    local tag = fetch.newest_tag(src.url, opts.to, opts)
    if not tag and opts.to then
        error(("%s: has no tag for version %s"):format(text.clean(src.url), text.clean(opts.to)), 0)
    end
    tag = tag or src.ref
    return {kind = "git", url = src.url, ref = tag, named = src.url .. "#" .. tag}
end

return fetch
