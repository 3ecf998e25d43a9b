; Installs the folder that `make app` builds on Windows, for this user, without administrator.
; Untested: compiled here (`makensis`) against a stand-in, never run.
;   makensis -DVERSION=0.1.0 -DAPP=build\app\whence -DOUT=dist\whence-0.1.0-windows.exe whence.nsi
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Whence"
!define CLASSES "Software\Classes"

Name "Whence ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Whence"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "Research use only. Not for diagnostic use."

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!insertmacro MUI_PAGE_LICENSE "${APP}\licences\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\whence.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

Section "Whence"
  SetOutPath "$INSTDIR"
  File /r "${APP}\*.*"
  CreateShortcut "$SMPROGRAMS\Whence.lnk" "$INSTDIR\whence.exe" "--dropped"

  ; DICOM files: offered beside what opens them now, not instead of it
  WriteRegStr HKCU "${CLASSES}\Whence.dicom" "" "DICOM image"
  WriteRegStr HKCU "${CLASSES}\Whence.dicom\DefaultIcon" "" "$INSTDIR\whence.exe,0"
  WriteRegStr HKCU "${CLASSES}\Whence.dicom\shell\open\command" "" '"$INSTDIR\whence.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\.dcm\OpenWithProgids" "Whence.dicom" ""
  WriteRegStr HKCU "${CLASSES}\.dicom\OpenWithProgids" "Whence.dicom" ""
  WriteRegStr HKCU "${CLASSES}\.ima\OpenWithProgids" "Whence.dicom" ""

  ; the entry in a folder's context menu
  WriteRegStr HKCU "${CLASSES}\Directory\shell\Whence" "" "Annotate with Whence"
  WriteRegStr HKCU "${CLASSES}\Directory\shell\Whence" "Icon" "$INSTDIR\whence.exe,0"
  WriteRegStr HKCU "${CLASSES}\Directory\shell\Whence\command" "" '"$INSTDIR\whence.exe" --batch "%1"'

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Whence"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\whence.exe,0"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"
SectionEnd

Section "un.Whence" uninstall_program
  SectionIn RO
  Delete "$SMPROGRAMS\Whence.lnk"
  DeleteRegKey HKCU "${CLASSES}\Whence.dicom"
  DeleteRegValue HKCU "${CLASSES}\.dcm\OpenWithProgids" "Whence.dicom"
  DeleteRegValue HKCU "${CLASSES}\.dicom\OpenWithProgids" "Whence.dicom"
  DeleteRegValue HKCU "${CLASSES}\.ima\OpenWithProgids" "Whence.dicom"
  DeleteRegKey HKCU "${CLASSES}\Directory\shell\Whence"
  DeleteRegKey HKCU "${KEY}"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\whence.exe"
  Delete "$INSTDIR\whence-cli.exe"
  Delete "$INSTDIR\manifest.sha256"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd

; not ticked: records stay unless the reader says otherwise
Section /o "un.Settings and records of this user" uninstall_records
  RMDir /r "$LOCALAPPDATA\whence"
  RMDir /r "$APPDATA\whence"
SectionEnd
