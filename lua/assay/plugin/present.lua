--- The plugins that are there, broken ones too: those given, the user's own,
-- installed ones and bundled ones. Of a name the first counts; what stands
-- behind it is hidden.
local core = require "assay.core"

local present = {}

local function by_name(list)
    local out = {}
    for _, item in ipairs(list) do
        out[item.name] = out[item.name] or item
    end
    return out
end

local function names_in(list)
    local out = {}
    for _, name in ipairs(list or {}) do
        out[name] = true
    end
    return out
end

--- The lock file's entry that a folder belongs to.
local function entry_of(folder, entries)
    if folder.from ~= "installed" then
        return nil
    end
    for _, entry in ipairs(entries) do
        if folder.dir:find("/" .. entry.tree .. "/", 1, true) then
            return entry
        end
    end
end

local function item_of(folder, state, off)
    local manifest, why = core.store.manifest(folder.dir)
    local entry = entry_of(folder, state.plugins)
    local name = folder.name or entry and entry.name or folder.dir:match("([^/]+)/*$")
    return {name = name, dir = folder.dir, from = folder.from, manifest = manifest,
            problem = not manifest and why or nil, entry = entry,
            version = manifest and manifest.version or entry and entry.version,
            enabled = not off[name] and (not entry or entry.enabled)}
end

--- Installed plugins whose folder is gone.
local function add_lost(list, state)
    local there = {}
    for _, item in ipairs(list) do
        if item.entry then
            there[item.name] = true
        end
    end
    for _, entry in ipairs(state.plugins) do
        if not there[entry.name] then
            list[#list + 1] = {
                name = entry.name, from = "installed", entry = entry, version = entry.version,
                enabled = entry.enabled,
                problem = "its folder is gone: `assay plugin update " .. entry.name
                    .. "' brings it back, remove forgets it",
            }
        end
    end
end

--- Look.
-- @treturn table list (of items: name, version, from, dir, manifest | problem,
--   entry, enabled, hidden), by_name (what counts), state (the lock file)
function present.read()
    local store = core.store
    local state = assert(store.state())
    local off, list = names_in(state.disabled), {}
    for _, folder in ipairs(store.folders()) do
        list[#list + 1] = item_of(folder, state, off)
    end
    add_lost(list, state)
    local names = by_name(list)
    for _, item in ipairs(list) do
        item.hidden = names[item.name] ~= item
    end
    return {list = list, by_name = names, state = state}
end

--- The installed item of a name, hidden or not.
function present.installed(all, name)
    for _, item in ipairs(all.list) do
        if item.entry and item.name == name then
            return item
        end
    end
end

--- An installed plugin's files are not those that were installed.
function present.edited(item)
    if not item.entry or not item.dir then
        return false
    end
    local tree = core.store.tree(item.dir)
    return not tree or tree.hash ~= item.entry.tree
end

--- Those that count, are on and require one of `names`, but for `but`: sorted
-- lists of {name=, range=, requires=}.
function present.requiring(all, names, but)
    local out = {}
    for name, item in pairs(all.by_name) do
        if item.enabled and not (but and but[name]) then
            for _, need in ipairs(item.manifest and item.manifest.requires or {}) do
                if names[need.name] then
                    out[#out + 1] = {name = name, range = need.range, requires = need.name,
                                     from = item.from}
                end
            end
        end
    end
    table.sort(out, function(a, b)
        if a.name ~= b.name then
            return a.name < b.name
        end
        return a.requires < b.requires
    end)
    return out
end

return present
