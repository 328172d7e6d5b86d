"""Loaders by format, in the order in which they are asked; the first to know wins."""

from mlgate.loaders.later import Later
from mlgate.loaders.loader import Loader

_ORDER: tuple[Later, ...] = (
    Later("release", "release.ReleaseLoader", "release.yaml", "release/"),
    # Before Hugging Face's own, which takes any README.md at the root for a card.
    Later(
        "nvidia-model-card", "cards.nvidia.NvidiaCardLoader", "esponse", "Terms of Use"
    ),
    Later(
        "hf-dataset-card",
        "cards.dataset_card.DatasetCardLoader",
        "task_categories",
        "task_ids",
        "size_categories",
        "dataset_info",
        "configs",
        "annotations_creators",
        "language_creators",
        "source_datasets",
        "multilinguality",
    ),
    Later(
        "hf-model-card",
        "model_card.ModelCardLoader",
        ".md",
        ".markdown",
        ".MD",
        ".Md",
        ".mD",
        ".Markdown",
        ".MARKDOWN",
    ),
    Later(
        "model-card-toolkit", "cards.toolkit.ModelCardToolkitLoader", '"model_details"'
    ),
    Later("hf-eval-results", "cards.eval_results.EvalResultsLoader", "task_id"),
    Later(
        "fairseq2-asset-card",
        "cards.asset_cards.AssetCardLoader",
        "_family:",
        "model_arch:",
    ),
    Later(
        "pwc-model-index",
        "cards.papers.PapersLoader",
        "Models:",
        "In Collection",
        "Results",
    ),
    Later("mlmodel", "mlmodel.MLmodelLoader", "MLmodel", "flavors"),
    # Full of envelopes, and yet none itself: before those.
    Later(
        "gcb-provenance",
        "lineage.build_container.BuildContainerLoader",
        '"provenance_summary"',
    ),
    Later(
        "sigstore-bundle",
        "sigstore.SigstoreLoader",
        '"mediaType"',
        '"payloadType"',
        "application/vnd.dev.sigstore",
    ),
    # Of CycloneDX's format, and yet no bill: before that.
    Later(
        "cyclonedx-vex",
        "vulnerability.cyclonedx_vex.CycloneDxVexLoader",
        '"vulnerabilities"',
    ),
    Later("cyclonedx", "cyclonedx.CycloneDxLoader", '"bomFormat"'),
    Later(
        "cyclonedx-xml", "cyclonedx_xml.CycloneDxXmlLoader", "cyclonedx.org/schema/bom"
    ),
    Later("spdx-2", "spdx2.Spdx2Loader", '"spdxVersion"', '"SPDXID"'),
    Later("spdx-2-yaml", "spdx2.Spdx2YamlLoader", "spdxVersion"),
    Later("spdx-2-tag-value", "spdx2.Spdx2TagLoader", "SPDXVersion"),
    Later("spdx-2-xml", "spdx2.Spdx2XmlLoader", "spdx"),
    Later("spdx-3", "spdx3.Spdx3Loader", "spdx.org/rdf/"),
    Later("in-toto", "in_toto.InTotoLoader", '"predicateType"', "in-toto.io/Statement"),
    Later("openlineage", "openlineage.OpenLineageLoader", '"eventTime"', '"eventType"'),
    Later(
        "mlflow-meta",
        "lineage.mlflow_meta.MlflowMetaLoader",
        "artifact_uri",
        "artifact_location",
        "destination_id",
        "profile",
        "creation_timestamp",
    ),
    Later("dvc", "lineage.dvc.DvcLoader", "stages", "outs", "deps"),
    Later(
        "feast-registry",
        "lineage.feast.FeastRegistryLoader",
        "eatureView",
        '"batchSource"',
    ),
    Later(
        "feast-object",
        "lineage.feast.FeastObjectLoader",
        "batchSource",
        "entityColumns",
        "featureViewName",
        "valueType",
    ),
    Later("prov-json", "lineage.prov_json.ProvJsonLoader", '"prov:', '"prefix"'),
    Later(
        "prov-jsonld",
        "lineage.prov_jsonld.ProvJsonLdLoader",
        "openprovenance.org/prov-jsonld",
    ),
    Later("croissant", "datasets.croissant.CroissantLoader", "mlcommons.org/"),
    Later(
        "croissant-task",
        "datasets.croissant_tasks.CroissantTaskLoader",
        "mlcommons.org/croissant",
    ),
    Later(
        "data-provenance-standard",
        "datasets.provenance_standard.ProvenanceStandardLoader",
        '"generation-method"',
        '"origin-geography"',
        '"intended-purpose"',
    ),
    Later(
        "data-provenance-initiative",
        "datasets.provenance_initiative.ProvenanceInitiativeLoader",
        '"Unique Dataset Identifier"',
    ),
    # After signed statements, which may hold any of these.
    Later(
        "trivy-json",
        "vulnerability.trivy.TrivyLoader",
        '"SchemaVersion"',
        '"ClusterName"',
        '"Target"',
    ),
    Later("grype-json", "vulnerability.grype.GrypeLoader", '"matches"'),
    Later(
        "osv-scanner-json", "vulnerability.osv_scanner.OsvScannerLoader", '"results"'
    ),
    Later("osv", "vulnerability.osv.OsvLoader", '"modified"'),
    Later(
        "pip-audit-json",
        "vulnerability.pip_audit.PipAuditLoader",
        '"vulns"',
        '"skip_reason"',
        '"dependencies"',
    ),
    Later("openvex", "vulnerability.openvex.OpenVexLoader", '"statements"'),
    Later("csaf", "vulnerability.csaf.CsafLoader", '"csaf_version"'),
    # Its documents are too short for a word.
    Later("empty-report", "vulnerability.empty.EmptyReportLoader"),
    Later("oci-manifest", "oci_manifest.OciManifestLoader", '"schemaVersion"'),
    Later(
        "detect-secrets",
        "scanners.detect_secrets.DetectSecretsLoader",
        '"plugins_used"',
    ),
    Later("gitleaks", "scanners.gitleaks.GitleaksLoader", '"RuleID"'),
    Later("modelscan", "scanners.modelscan.ModelscanLoader", '"modelscan_version"'),
    Later("fickling", "scanners.fickling.FicklingLoader", '"detailed_results"'),
    Later("sarif", "scanners.sarif.SarifLoader", '"runs"'),
    Later(
        "github-reviews",
        "approvals.github_reviews.GithubReviewsLoader",
        '"pull_request_url"',
    ),
    Later(
        "github-environments",
        "approvals.github_environments.GithubEnvironmentsLoader",
        '"environments"',
    ),
    Later("lm-eval", "evaluation.lm_eval.LmEvalLoader", '"versions"'),
    Later("inspect-log", "evaluation.inspect_log.InspectLogLoader", '"eval"'),
    Later("garak-report", "evaluation.garak_report.GarakReportLoader", '"entry_type"'),
    Later("garak-hitlog", "evaluation.garak_hits.GarakHitsLoader", '"detector"'),
    Later("promptfoo", "evaluation.promptfoo.PromptfooLoader", '"evalId"'),
    Later(
        "great-expectations",
        "evaluation.great_expectations.GreatExpectationsLoader",
        '"expectation_config"',
        '"evaluated_expectations"',
    ),
    Later("evidently", "evaluation.evidently.EvidentlyLoader", '"metrics"', '"tests"'),
    Later(
        "access-review",
        "operations.access_review.AccessReviewLoader",
        "mlgate.dev/access-review",
    ),
    Later(
        "monitoring", "operations.monitoring.MonitoringLoader", "mlgate.dev/monitoring"
    ),
    Later(
        "deployment", "operations.deployment.DeploymentLoader", "mlgate.dev/deployment"
    ),
    Later(
        "evaluation", "operations.evaluation.EvaluationLoader", "mlgate.dev/evaluation"
    ),
    Later("kubernetes-manifest", "operations.manifest.ManifestLoader", "apiVersion"),
    # Known by its folder alone: last.
    Later(
        "mlflow-entry",
        "lineage.mlflow_entry.MlflowEntryLoader",
        "/params/",
        "/metrics/",
        "/tags/",
    ),
)
BUILTIN: dict[str, Loader] = {loader.format: loader for loader in _ORDER}
