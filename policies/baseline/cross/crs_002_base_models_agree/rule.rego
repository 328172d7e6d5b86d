# METADATA
# title: Card, SBOM and lineage name the same base models
# description: >-
#   Terms, weaknesses and recalls of a base model follow what is made from it, so every document
#   has to mean the same one. Each base model that the card names is asked for in the others;
#   those may name more, such as the base of the base. In lineage a base model is what has an
#   address on a model hub. A name without an owner fits any owner.
# custom:
#   id: CRS-002
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   may_be_empty:
#     - /model_card/base_models
#     - /bom/model/ancestors
#     - /lineage/provenance/materials
#     - /graph/nodes
#     - /graph/edges
#     - /gaps
#   remediation: Find out what the model was made from, and correct the document that is wrong.
#   next: write the same base model as `base_model` into the card and as an ancestor into the SBOM
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - "eu-ai-act:Art.25(4)"
#     - nist-ai-rmf:MAP 4.1
#     - nist-ai-rmf:GOVERN 6.1
#     - iso-42001:A.10.3
#     - mrm:SR26-2:VII
#     - soc2-tsc:CC9.2
#     - nist-ssdf-218a:PS.3.2
#     - owasp:ML07:2023
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.cross.crs_002_base_models_agree

import rego.v1

# Where models have an address; what else lies there is no model.
hubs := [
	"pkg:huggingface/",
	"hf://",
	"https://huggingface.co/",
	"http://huggingface.co/",
	"https://www.huggingface.co/",
	"git+https://huggingface.co/",
	"https://hf.co/",
]

others := {"api", "collections", "datasets", "docs", "papers", "spaces"}

inside := {"blob", "raw", "resolve", "tree"}

deny contains {"at": base.at, "message": message} if {
	some base in input.model_card.base_models
	base.name != null
	some source, known in {"SBOM": ancestors, "lineage": parents}
	count(known) > 0
	not within(identity(base.name), known)
	form := "the card names the base model '%s', the %s does not: it names %s"
	message := sprintf(form, [base.name, source, listed(source)])
}

deny contains {"at": "/bom/model/ancestors", "message": message} if {
	bases := [base | some base in input.model_card.base_models; base.name != null]
	count(bases) == 0
	count(ancestors) > 0
	count(parents) > 0
	count([id | some id in ancestors; within(id, parents)]) == 0
	form := "the SBOM names the base models %s, the lineage names %s"
	message := sprintf(form, [listed("SBOM"), listed("lineage")])
}

deny contains {"at": ancestor.at, "message": message} if {
	some ancestor in input.bom.model.ancestors
	ancestor.digest != null
	algorithm := split(ancestor.digest, ":")[0]
	id := called(ancestor.purl, ancestor.name)
	pins := {material.digest |
		some material in input.lineage.provenance.materials
		material.digest != null
		split(material.digest, ":")[0] == algorithm
		whole(material.uri)
		same(id, address(material.uri))
	}
	count(pins) > 0
	not ancestor.digest in pins
	form := "the SBOM pins the base model '%s' to %s, the provenance to %s"
	said := [shown(ancestor.purl, ancestor.name), ancestor.digest, concat(", ", sort(pins))]
	message := sprintf(form, said)
}

# Two documents of equal worth that differ leave nothing to compare.
deny contains {"at": gap.for, "message": message} if {
	some gap in input.gaps
	gap.for in {"/model_card/base_models", "/bom/model/ancestors"}
	gap.why == "conflict"
	message := sprintf("no base model is known for certain: %s", [why(gap.raw)])
}

ancestors contains id if {
	some ancestor in input.bom.model.ancestors
	id := called(ancestor.purl, ancestor.name)
}

parents contains id if {
	some material in input.lineage.provenance.materials
	id := address(material.uri)
}

parents contains id if {
	some node in above
	id := address(node.name)
}

# Base models of card and SBOM are in the graph as well, as such.
above contains node if {
	some node in input.graph.nodes
	node.kind != "base_model"
	node.id in starts
}

starts contains edge.from if {
	some edge in input.graph.edges
	edge.to == "model"
	edge.kind == "derived_from"
}

within(id, known) if {
	some other in known
	same(id, other)
}

same(one, other) if one == other

same(one, other) if {
	not contains(other, "/")
	endswith(one, concat("/", ["", other]))
}

same(one, other) if {
	not contains(one, "/")
	endswith(other, concat("/", ["", one]))
}

called(url, _) := identity(url) if url != null

called(null, name) := identity(name) if name != null

shown(url, _) := url if url != null

shown(null, name) := name if name != null

# An address of a hub, or else a name, or that in any other package URL.
identity(text) := address(text)

identity(text) := trim(name, "/") if {
	not address(text)
	parts := split(bare(text), "/")
	startswith(bare(text), "pkg:")
	name := concat("/", array.slice(parts, 1, count(parts)))
}

identity(text) := trim(bare(text), "/") if {
	not address(text)
	not startswith(bare(text), "pkg:")
}

# Owner and name of a model on a hub; nothing if it is none.
address(text) := concat("/", array.slice(parts, 0, length)) if {
	text != null
	some hub in hubs
	startswith(bare(text), hub)
	parts := split(trim(trim_prefix(bare(text), hub), "/"), "/")
	not parts[0] in others
	parts[0] != ""
	length := owned(parts)
}

owned(parts) := 1 if count(parts) == 1

owned(parts) := 1 if parts[1] in inside

owned(parts) := 2 if {
	count(parts) > 1
	not parts[1] in inside
}

# Not a file of a model: its digest is another.
whole(text) if {
	text != null
	not regex.match(`@[^?#]*/`, text)
	parts := split(address(text), "/")
	ends := concat("/", parts)
	endswith(trim(bare(text), "/"), ends)
}

# Without what pins or narrows it: revision, query, fragment.
bare(text) := trim_suffix(split(split(split(plain, "#")[0], "?")[0], "@")[0], ".git") if {
	plain := lower(trim_space(text))
}

listed("SBOM") := concat(", ", sort(names)) if {
	names := {sprintf("'%s'", [shown(a.purl, a.name)]) | some a in input.bom.model.ancestors}
}

listed("lineage") := concat(", ", sort(names)) if {
	uris := [m.uri | some m in input.lineage.provenance.materials; address(m.uri)]
	found := [node.name | some node in above; address(node.name)]
	names := {sprintf("'%s'", [name]) | some name in array.concat(uris, found)}
}

why(raw) := raw if raw != null

why(null) := "documents of equal worth differ"
