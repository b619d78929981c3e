--- What the resolver is asked: the plugins that are there, and where others are
-- to be had.
local core = require "assay.core"
local index = require "assay.plugin.index"
local present = require "assay.plugin.present"
local resolve = require "assay.plugin.resolve"

local choose = {}

--- What is staged, as the one release of its name.
function choose.staged(staged)
    local m = staged.manifest
    return {name = staged.name, version = staged.version, api = m.api, requires = m.requires,
            conflicts = m.conflicts, staged = staged, from = "what you named"}
end

--- Needs of a plugin that are met now: what is broken already stays so, and
-- stands in nobody's way.
local function met(item, all)
    local out = {}
    for _, need in ipairs(item.manifest.requires or {}) do
        local other = all.by_name[need.name]
        if other and other.version
            and (not need.range or core.store.version_in(need.range, other.version)) then
            out[#out + 1] = need
        end
    end
    return out
end

local function release_of(item, all)
    return {name = item.name, version = item.version, requires = met(item, all),
            conflicts = item.manifest.conflicts, there = true, from = item.from, item = item}
end

--- Releases that an index has for a name; what was installed from elsewhere does
-- not become another's because an index has that name.
local function offers_of(ask, all, opts)
    return function(name)
        local item = present.installed(all, name)
        if ask.offered[name] then
            return ask.offered[name]
        elseif item and not ask.anywhere[name] and item.entry.source ~= "index:" .. name then
            return nil, "it was not installed from an index"
        end
        ask.index = ask.index or index.open(opts)
        return index.releases(ask.index, name)
    end
end

--- Names that stay at their release.
local function keep_pinned(ask, name, release, entry)
    ask.present[name] = release
    if entry.pinned then
        ask.fixed[name] = release
    end
end

--- The question without what is asked for: add to roots, fixed, fresh, offered
-- (name -> releases), anywhere (name -> true: an index may answer for it).
function choose.input(all, opts)
    local store = core.store
    local ask = {roots = {}, standing = {}, fixed = {}, present = {}, fresh = {}, floor = {},
                 early = {}, off = {}, offered = {}, anywhere = {}, api = core.version,
                 compare = store.version_compare, fits = store.version_in}
    for name, item in pairs(all.by_name) do
        ask.off[name] = not item.enabled or nil
        if item.manifest and not item.entry then
            ask.standing[name] = release_of(item, all)
        elseif item.manifest and not present.edited(item) then
            keep_pinned(ask, name, release_of(item, all), item.entry)
        end
        if item.entry then
            ask.floor[name] = item.entry.version
        end
    end
    ask.offers = offers_of(ask, all, opts)
    return ask
end

--- Run the resolver for what was added and all that the user wants already.
function choose.run(ask, all)
    local asked = {}
    for _, root in ipairs(ask.roots) do
        asked[root.name] = true
    end
    for _, entry in ipairs(all.state.plugins) do
        if entry.wanted and ask.present[entry.name] and not asked[entry.name] then
            ask.roots[#ask.roots + 1] = {name = entry.name, by = "you"}
        end
    end
    return resolve.run(ask)
end

return choose
