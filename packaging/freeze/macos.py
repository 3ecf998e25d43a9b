"""What macOS is told of the application (Info.plist): kinds of files, language, screens."""

from __future__ import annotations

from typing import Any

from freeze.contents import version

IDENTIFIER = "io.github.whence.Whence"
DICOM = "org.nema.dicom"
"""The type that macOS itself declares for DICOM files."""


def info() -> dict[str, Any]:
    """Keys of Info.plist beside those that PyInstaller writes."""
    return {
        "CFBundleName": "Whence",
        "CFBundleDisplayName": "Whence",
        "CFBundleShortVersionString": version(),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "LSApplicationCategoryType": "public.app-category.medical",
        "LSMinimumSystemVersion": "12.0",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": "Apache-2.0. Research use only. Not for diagnostic use.",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "DICOM image",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [DICOM],
            },
            {
                "CFBundleTypeName": "Folder",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "None",
                "LSItemContentTypes": ["public.folder"],
            },
        ],
        "UTImportedTypeDeclarations": [
            {
                "UTTypeIdentifier": DICOM,
                "UTTypeDescription": "DICOM image",
                "UTTypeConformsTo": ["public.image"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["dcm", "dicom", "ima"],
                    "public.mime-type": ["application/dicom"],
                },
            }
        ],
    }
