"""The tags of SPDX 2 in tag-value, by the element that they belong to (SPDX 2.3)."""

# Kind of element: the list that it is in, the tag that begins it, and its own tags. A
# key that ends in + is a list of texts; one in capitals is taken apart below.
KINDS: dict[str, tuple[str, str, dict[str, str]]] = {
    "document": ("", "", {
        "SPDXVersion": "spdxVersion", "DataLicense": "dataLicense",
        "DocumentName": "name", "DocumentNamespace": "documentNamespace",
        "DocumentComment": "comment", "ExternalDocumentRef": "DOCUMENT",
        "LicenseListVersion": "creationInfo/licenseListVersion",
        "Creator": "creationInfo/creators+", "Created": "creationInfo/created",
        "CreatorComment": "creationInfo/comment",
    }),
    "package": ("packages", "PackageName", {
        "PackageName": "name", "PackageVersion": "versionInfo",
        "PackageFileName": "packageFileName", "PackageSupplier": "supplier",
        "PackageOriginator": "originator", "FilesAnalyzed": "BOOLEAN",
        "PackageDownloadLocation": "downloadLocation", "PackageChecksum": "CHECKSUM",
        "PackageVerificationCode": "CODE", "PackageHomePage": "homepage",
        "PackageSourceInfo": "sourceInfo", "PackageComment": "comment",
        "PackageLicenseConcluded": "licenseConcluded",
        "PackageLicenseInfoFromFiles": "licenseInfoFromFiles+",
        "PackageLicenseDeclared": "licenseDeclared",
        "PackageLicenseComments": "licenseComments",
        "PackageCopyrightText": "copyrightText", "PackageSummary": "summary",
        "PackageDescription": "description", "ExternalRef": "REFERENCE",
        "ExternalRefComment": "LAST externalRefs",
        "PackageAttributionText": "attributionTexts+",
        "PrimaryPackagePurpose": "primaryPackagePurpose",
        "ReleaseDate": "releaseDate", "BuiltDate": "builtDate",
        "ValidUntilDate": "validUntilDate",
    }),
    "file": ("files", "FileName", {
        "FileName": "fileName", "FileType": "fileTypes+", "FileChecksum": "CHECKSUM",
        "LicenseConcluded": "licenseConcluded",
        "LicenseInfoInFile": "licenseInfoInFiles+",
        "LicenseComments": "licenseComments", "FileCopyrightText": "copyrightText",
        "FileComment": "comment", "FileNotice": "noticeText",
        "FileContributor": "fileContributors+", "FileDependency": "fileDependencies+",
        "FileAttributionText": "attributionTexts+",
        "ArtifactOfProjectName": "artifactOfNames+",
        "ArtifactOfProjectHomePage": "artifactOfHomePages+",
        "ArtifactOfProjectURI": "artifactOfURIs+",
    }),
    "snippet": ("snippets", "SnippetSPDXID", {
        "SnippetSPDXID": "SPDXID", "SnippetFromFileSPDXID": "snippetFromFile",
        "SnippetByteRange": "byteRange", "SnippetLineRange": "lineRange",
        "SnippetLicenseConcluded": "licenseConcluded",
        "LicenseInfoInSnippet": "licenseInfoInSnippets+",
        "SnippetLicenseComments": "licenseComments", "SnippetName": "name",
        "SnippetCopyrightText": "copyrightText", "SnippetComment": "comment",
        "SnippetAttributionText": "attributionTexts+",
    }),
    "licence": ("hasExtractedLicensingInfos", "LicenseID", {
        "LicenseID": "licenseId", "ExtractedText": "extractedText",
        "LicenseName": "name", "LicenseCrossReference": "seeAlsos+",
        "LicenseComment": "comment",
    }),
    "annotation": ("annotations", "Annotator", {
        "Annotator": "annotator", "AnnotationDate": "annotationDate",
        "AnnotationComment": "comment", "AnnotationType": "annotationType",
        "SPDXREF": "spdxElementId",
    }),
    "review": ("revieweds", "Reviewer", {
        "Reviewer": "reviewer", "ReviewDate": "reviewDate", "ReviewComment": "comment",
    }),
}  # fmt: skip
TAGS = {tag: kind for kind, (_, _, tags) in KINDS.items() for tag in tags}
ANYWHERE = ("SPDXID", "Relationship", "RelationshipComment")
WITH_ID = ("document", "package", "file", "snippet")
