--- rollback: the newest earlier generation and the present one change places,
-- each with what was granted to it.
local core = require "assay.core"
local install = require "assay.plugin.install"
local plan = require "assay.plugin.plan"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local rollback = {}

local function folder_of(generation, name)
    return ("%s/%s/%s"):format(core.store.paths().store, generation.tree, name)
end

--- The earlier files must be there, and be what they were.
local function check_files(name, generation)
    local dir = folder_of(generation, name)
    local tree = core.paths.kind(dir) and core.store.tree(dir)
    if not tree or tree.hash ~= generation.tree then
        error(("%s %s: its files are gone or were changed: `assay plugin update %s --to=%s' fetches them"):format(
            name, generation.version, name, generation.version), 0)
    end
    local manifest = assert(core.store.manifest(dir))
    return manifest
end

local function in_range(range, version)
    return not range or core.store.version_in(range, version)
end

--- It must fit what is there now.
local function check_fit(all, name, version, manifest)
    for _, need in ipairs(manifest.requires or {}) do
        local other = all.by_name[need.name]
        if not other or not other.version or not in_range(need.range, other.version) then
            error(("%s %s requires %s %s, and there is %s"):format(name, version, need.name,
                need.range or "", other and other.version or "none"), 0)
        end
    end
    for _, r in ipairs(present.requiring(all, {[name] = true})) do
        if not in_range(r.range, version) then
            error(("%s requires %s %s: version %s does not do"):format(r.name, name, r.range, version), 0)
        end
    end
end

local function swapped(entry)
    local back = table.remove(entry.previous, 1)
    table.insert(entry.previous, 1, plan.generation(entry))
    for _, key in ipairs {"version", "tree", "source", "commit", "signer", "grants"} do
        entry[key] = back[key]
    end
end

--- rollback NAME
function rollback.rollback(words, opts)
    if #words ~= 1 then
        error("rollback: one plugin at a time", 0)
    end
    local name = words[1]
    return install.within(function(txn)
        local all = present.read()
        local item = present.installed(all, name)
        local back = item and item.entry.previous and item.entry.previous[1]
        if not back then
            error(("%s: there is no earlier version to go back to"):format(text.clean(name)), 0)
        end
        check_fit(all, name, back.version, check_files(name, back))
        local state = plan.with(all.state, name, function(entry)
            entry.previous = table.move(entry.previous, 1, #entry.previous, 1, {})
            swapped(entry)
        end)
        install.commit(txn, state, opts)
        return result.new({name = name, version = back.version, from = item.entry.version,
                           dry_run = opts.dry_run or false}, function(data)
            return ("%s: %s %s, from %s; `assay plugin pin %s' keeps it there"):format(data.name,
                opts.dry_run and "would go back to" or "went back to", text.clean(data.version),
                text.clean(data.from), data.name)
        end)
    end)
end

return rollback
