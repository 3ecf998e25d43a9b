<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n files passed over</source>
        <comment>%n file passed over</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <comment>%n series</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series read</source>
        <comment>%n series read</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slices</source>
        <comment>%n slice</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Cascade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no description)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; in part </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>? Unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A demonstration: not validated on real cases of its task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A reading desk for brain MR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A report needs a series that was read: press V first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agree with the verdict on this slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Angle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotate a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotate a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotating series {} of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotating was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple graphics (MPS), torch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention fainter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention stronger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cascade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose other keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose other keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder of a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of attention, low to high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corner text: full, short, none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demonstration network: not validated on real cases of this task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demonstration: trained on simulated metastases and never validated on real ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagree with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disclosure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a series here, or click one in the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a folder of brain MR here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every series in the folder is read; a table, pictures and a report are written for each, without names. The images themselves are not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that reading needs is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in tags, names and values…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First window of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flip left and right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the task: {}. Fingerprint {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header of the file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold Q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If present: primary {}, secondary {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install a network…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installed: {}. Verdicts of the network before are no longer shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installing the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its files are whole, its weights fit, and it answers on a trial slice. Who made it cannot be verified: install only what you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key for {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key slices, plain and with attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking through files: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lossy compression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Machine assistance: {networks} analysed {read} of {total} slices of series {key} on {date}; output was shown {shown}. Findings and impression are the reader&apos;s alone and are never filled by the machine. The software is not a cleared medical device. {research_use}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Machine&apos;s result (not the reader&apos;s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manufacturer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model cards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model card…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next suspicious slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>No image was found in %n files.</source>
        <comment>No image was found in %n file.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No log is kept, because its folder cannot be written to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No network is installed: images can be viewed, not analysed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No network is installed: nothing can be annotated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No slice is above the threshold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tumour seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not analysed: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything is as it should be; the marked lines say what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure about it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note, kept with your opinion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One bar per slice, first to last: probability that the slice holds a tumour; dashed line: threshold; hatched: not analysed; triangle: key slice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only warnings and errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder of MR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opinion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photometric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press V when you have looked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous suspicious slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability, secondary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability, tumour present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read with the cascade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read with the cascade  (V)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader&apos;s findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader&apos;s impression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader&apos;s marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading slices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the last measurement here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report written: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Research use only. Not for diagnostic use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotate by 90°</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safe mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safe mode: no graphics card, default settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scanning sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second window of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self-check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self-check: everything that reading needs is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self-check: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self-check…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Series key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings, records and the log cannot be kept: the folder for them cannot be written to. Everything else works. Help &gt; Self-check says which folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show attention (G, hold Q to peek)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show verdicts as they come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slice thickness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slice {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slice {} and others: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slice {}/{}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slice {}: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slices not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slices of the series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slices read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small first model, trained and tested on few patients; mostly low-grade glioma.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in Whence broke. Your images were not changed, and what was read is kept. You can go on; if it happens again, start in safe mode (no graphics card, default settings).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again in safe mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. Press V to go on reading.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Study date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T1 with contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the place of {} ({}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Technique</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten slices back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten slices on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log cannot be read: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine did not analyse this series.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine found a tumour and reads it as primary (arising in the brain).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine found a tumour and reads it as secondary (a metastasis).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine found a tumour but is not sure of its source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine found no tumour in this series.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine is not sure whether there is a tumour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network could not be opened: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The self-check found something: see above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no verdict on this slice to judge: press V first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This desk cannot install networks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the network that runs now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This report holds no patient data: no names, no identifiers, no pixels, no file names. Nothing is sent; it is for you to hand on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This series is no volume: {}. It can be read slice by slice; planes across its slices are not shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This slice cannot be shown: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tumour present: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tumour, looks primary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tumour, looks secondary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tumour, source not sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UID, since instance numbers are missing or equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whence ended unexpectedly the last time. Your images were not changed. If it happens again, start in safe mode (no graphics card, default settings).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whence report {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whence · series {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whence: log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whence: self-check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whence: something broke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window 0.5–99.5 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window 1–99 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window 2–98 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw an opinion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a 3D gradient echo with {} (time of flight?)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a colour image: the networks read grey values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a colour picture: the networks read grey values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a contrast agent is stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a derived image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a field map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a gradient echo with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a gradient echo with {}, flip angle {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a localiser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a mosaic that does not state its slice direction; taken along the normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a mosaic without positions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a reformat: the networks read slices as they were acquired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a scan with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a single picture: orientation and position are unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a spin echo with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>acquisition time {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>acquisition {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after the reader had looked and asked (reader first)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an echo-planar gradient echo with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an echo-planar spin echo with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it was computed (concurrent)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention, not a lesion border</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>axial reformat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>b-value {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>born {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>but {} ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be opened ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read any more; was it moved?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read as a volume; copy the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read; open the folder that it lies in instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be unpacked ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>claims a size that cannot be true; copy the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>claims slices too large to be true; copy it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>claims {} frames; the header is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>claims {} rows and {} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complex numbers: their magnitude is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>concurrent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>content time {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coronal reformat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decoders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>demonstration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>demonstration network, not validated on real cases of its task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>derived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>describes {} of its {} frames; the header is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not state its axes clearly; copy the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drag the second arm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each position occurs {} times and no attribute tells why; taken as {} repeats in the order of instance numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each slice has an orientation of its own; ordered by instance number, no volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>earlier results in {} could not be replaced ({}); choose another folder, then run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>echo time {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>echo {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry {} is a link; it is not followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry {} is an archive inside {} others; it is not opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry {} is damaged or packed in an unknown way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry {} is locked with a password; unpack it yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry {} would leave the archive; it is not opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>feet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>field map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>five slices at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flip angle {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the source network the slice is {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has no DICOM header that can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has no such slice, or slices without size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden (privacy mode)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds a file that is packed more than {}-fold, like a zip bomb</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds fewer pixels than its header says; copy it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds fewer slices than its header says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds more than {} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>identity hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image type {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in an unknown mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instance number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instance numbers are missing or equal; ordered by position from {} to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inversion recovery with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inversion that darkens fat, with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inversion that darkens fluid, with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inversion time {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inverted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>irregular slice spacing: {} to {} mm; some may be missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>irregular slice spacing: {} to {} mm; {} slice seems to be missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>irregular slice spacing: {} to {} mm; {} slices seem to be missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is DICOM but holds no image; it is passed over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is a mosaic, but how many slices it holds is not stated; it is not cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a DICOM file, whatever its name says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a picture that can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has a single slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no slices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is in colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it starts empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it would take more than {} GB of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its description says {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its orientation is unknown, or each slice has its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its protocol says {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its slices are at uneven distances, {} to {} mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its slices are shifted against one another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its slices differ in size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>journal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>localiser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lossy {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may be {}: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean {:.4g}, sd {:.3g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names a file outside its folder; not opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names a file that is not there; copy the whole disc again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names {} files outside its folder; not opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names {} files that are not there; copy the whole disc again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no NVIDIA card with a working driver was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no Series Instance UID; the files of one folder are taken together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no attention map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no head in this slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no image in {} files. Choose a folder that holds DICOM, NIfTI, NRRD, MetaImage, PNG or JPEG files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no image in {} files; {}. Choose a folder that holds DICOM, NIfTI, NRRD, MetaImage, PNG or JPEG files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no image was found under {}; choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no pixel inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no presence bundle in {}; see `python main.py doctor`</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no sign of contrast agent in the header; the networks expect T1 with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no slice could be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no slice of its series can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no source network read this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no tumour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet viewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing was marked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or press Ctrl+O to choose one.
Ctrl+Shift+O opens the sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>orientation is not stated in the file; left and right may be exchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>orientation is not stated or not valid; sides are unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>page {} of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peek at attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perfusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perhaps lossy {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pictures or report: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pictures: sequence, orientation and spacing are unknown; distances are not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixel spacing is not stated; shown as square, distances are not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plain T1, its description says {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positions are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positions of frames are not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positions of frames are not stated; taken {} mm apart along the normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positions of slices are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>presence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>present, source not sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>primary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>processor ({}, {} threads), torch {}; {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>processor, as safe mode wants it, torch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>proton density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reader first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reader&apos;s key image · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reader: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repeat {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>results may not go into the folder that is read; choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {} was altered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sagittal reformat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>says contradictory things about its pixels ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scroll through the slices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>secondary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>secondary {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sequence unknown: the file has no header that tells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>series {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>several frames of reference; positions may not be comparable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>several slices share a position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>several slices share one SOP Instance UID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slice positions are missing; ordered by {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slice {} / {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slice {}/{}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slices are shifted sideways against one another, by more than a millimetre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slices of a mosaic of unknown sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>so far {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stack {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the acquisition contrast is {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the archive cannot be read ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the axes are not at right angles; slices are shown as if they were</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the b-value is {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file states two orientations that differ; its sform is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder cannot be opened ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the font {} is missing or damaged; install Whence again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header calls it angiography</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header cannot be read ({}); copy the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header contradicts itself ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the image type is {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last good copy is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network failed: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network gave no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network gave no number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the networks read contrast-enhanced T1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pixels cannot be decoded (transfer syntax {}, {}); the file may be cut short: copy it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the presence score is too near its threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the samples are missing; install Whence again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the sequence is called {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the source network is near one half</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the source score is usual for both sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the stack leans by {} degrees against its slices (gantry tilt); reformats allow for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tool: window, or measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the volume is damaged; copy the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no verdict to report yet: read the series first (V)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this build of Whence does not use graphics cards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this mark was not kept ({}); free some space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trigger time {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tumour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tumour present {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turned {}°</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unlike what the network was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value {} at row {}, column {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>viewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>volume {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what you mark cannot be kept: {} cannot be opened ({}); see Help &gt; Self-check, or start with --safe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a reader (batch)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>would unpack to more than {} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>would unpack to more than {} MB; it is not opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom {:.2g}x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.2g} mm apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.4g} to {:.4g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{opinion}, the machine said: {outcome} (seen {mode}, network {network})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (yes from {})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ({} rows before it are sound); the file was changed from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ({}): the networks read contrast-enhanced T1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ({}, {}) verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ({}, {}) verified. {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} GB free for records and reports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} You can copy the report instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} annotated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} cannot be written to: settings and the log will not be kept. Make it writable, or set HOME to a folder that is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} could not be installed ({}); free some space or ask who looks after this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} could not be written ({}); free some space or choose another folder, then run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} does not hold together: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} failed: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} file is a copy of another and left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} files are copies of another and left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not a bundle of Whence: it is larger than 1 GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not a bundle: it is no folder with a model.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not a bundle: model.json cannot be read; install the bundle again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not a bundle: {} is missing; copy it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} numbers in each voxel: the first is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of its slices are {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} rows, none altered, none missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} slices share a position with another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} was damaged: {}. The damaged file is kept beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} was taken from “{}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} with {} GB, torch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} × {}, pixel {:.2f} × {:.2f} mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, fingerprint {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, spacing {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}. It holds no patient data. {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: decodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: decodes wrongly; do not read such images here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: free some space before annotating a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: probability that a tumour is present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: schema {} and task {} are not known to this version of Whence; update Whence or the bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: the network gives no number on a trial slice; not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: the networks read contrast-enhanced T1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: the networks read contrast-enhanced T1 MR only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} is missing; install it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} was altered (sha256 {}, expected {}); install the bundle again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {}. See {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}; what was unpacked before is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>★ key image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ Disagree</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
