<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source> slices/s</source>
        <translation> 层/秒</translation>
    </message>
    <message numerus="yes">
        <source>%n files passed over</source>
        <comment>%n file passed over</comment>
        <translation>
            <numerusform>%n 个文件被略过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files so far</source>
        <comment>%n file so far</comment>
        <translation>
            <numerusform>目前已查看 %n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of the selected studies are not open and will not be read.</source>
        <comment>%n of the selected studies is not open and will not be read.</comment>
        <translation>
            <numerusform>所选检查中有 %n 个未打开，不会分析。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <comment>%n series</comment>
        <translation>
            <numerusform>%n 个序列</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series read</source>
        <comment>%n series read</comment>
        <translation>
            <numerusform>已分析 %n 个序列</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slices</source>
        <comment>%n slice</comment>
        <translation>
            <numerusform>%n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n studies</source>
        <comment>%n study</comment>
        <translation>
            <numerusform>%n 个检查</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n studies, intact</source>
        <comment>%n study, intact</comment>
        <translation>
            <numerusform>%n 个检查，完好</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Cascade</source>
        <translation>级联(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>图像(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>(hidden)</source>
        <translation>（已隐藏）</translation>
    </message>
    <message>
        <source>(no description)</source>
        <translation>（无描述）</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>（无姓名）</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>.</source>
        <translation>。</translation>
    </message>
    <message>
        <source>3D cursor</source>
        <translation>三维光标</translation>
    </message>
    <message>
        <source>3D cursor: the same place in every viewport</source>
        <translation>三维光标：各视口中的同一位置</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>; in part </source>
        <translation>；部分为</translation>
    </message>
    <message>
        <source>A reading desk for brain MR</source>
        <translation>脑部 MR 阅片台</translation>
    </message>
    <message>
        <source>A series is still being read. Quit anyway?</source>
        <translation>仍有序列正在分析。仍要退出吗？</translation>
    </message>
    <message>
        <source>A study was open when Whence closed.</source>
        <translation>Whence 上次结束时，有一项检查处于打开状态。</translation>
    </message>
    <message>
        <source>About Whence…</source>
        <translation>关于 Whence…</translation>
    </message>
    <message>
        <source>After your own impression, or on request</source>
        <translation>您先给出印象之后，或您请求时</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Agree with the verdict on this slice</source>
        <translation>同意对本层的判定</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>All sixteen grey patches look different, and the four small squares in the corners of each are visible.</source>
        <translation>十六个灰阶方块互不相同，且每个方块四角都能看到四个小方块。</translation>
    </message>
    <message>
        <source>Also answers where no lesion is to be seen.</source>
        <translation>在看不到病灶处也会给出判断。</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>开始标注</translation>
    </message>
    <message>
        <source>Annotate a folder</source>
        <translation>批量标注文件夹</translation>
    </message>
    <message>
        <source>Annotate a folder…</source>
        <translation>批量标注文件夹…</translation>
    </message>
    <message>
        <source>Annotated</source>
        <translation>标注完成</translation>
    </message>
    <message>
        <source>Annotating</source>
        <translation>批量标注</translation>
    </message>
    <message>
        <source>Annotating series {} of {}</source>
        <translation>正在标注第 {} 个序列，共 {} 个</translation>
    </message>
    <message>
        <source>Annotation stopped</source>
        <translation>标注已停止</translation>
    </message>
    <message>
        <source>Apple graphics (MPS), torch {}</source>
        <translation>Apple 图形处理器（MPS），torch {}</translation>
    </message>
    <message>
        <source>As acquired</source>
        <translation>原始采集平面</translation>
    </message>
    <message>
        <source>As they arrive</source>
        <translation>随出随显</translation>
    </message>
    <message>
        <source>Ask before quitting</source>
        <translation>退出前询问</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>Attention below this value is not shown.</source>
        <translation>低于此值的不显示。</translation>
    </message>
    <message>
        <source>Attention colour map</source>
        <translation>注意力图配色</translation>
    </message>
    <message>
        <source>Attention colour map, low to high</source>
        <translation>注意力图色标，由低到高</translation>
    </message>
    <message>
        <source>Attention fainter</source>
        <translation>注意力图减淡</translation>
    </message>
    <message>
        <source>Attention stronger</source>
        <translation>注意力图加深</translation>
    </message>
    <message>
        <source>Automatic window</source>
        <translation>自动窗宽窗位</translation>
    </message>
    <message>
        <source>Axial planes</source>
        <translation>横断面</translation>
    </message>
    <message>
        <source>Axial slices only.</source>
        <translation>仅限轴位层面。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Back to the desk</source>
        <translation>返回阅片台</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Brain MR report · series {}</source>
        <translation>脑部 MR 报告 · 序列 {}</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>By its maker&apos;s figures: {}</source>
        <translation>据制作者提供的数据：{}</translation>
    </message>
    <message>
        <source>By name; a patient&apos;s studies are listed together</source>
        <translation>按姓名；同一患者的检查排在一起</translation>
    </message>
    <message>
        <source>By the cascade&apos;s verdict, most suspicious first. Unread studies come before studies read as clear; nothing is left out.</source>
        <translation>按级联网络的判定排序，最可疑者在前。未分析的排在已分析且未见异常的之前；不遗漏任何一项。</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Cascade</source>
        <translation>级联网络</translation>
    </message>
    <message>
        <source>Caution.</source>
        <translation>注意。</translation>
    </message>
    <message>
        <source>Change shortcuts</source>
        <translation>自定义快捷键</translation>
    </message>
    <message>
        <source>Change shortcuts…</source>
        <translation>自定义快捷键…</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a network folder</source>
        <translation>选择网络所在文件夹</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>电影播放</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Colours of the desk; the image background stays black.</source>
        <translation>阅片台配色；图像区保持黑色。</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Compare with the prior study</source>
        <translation>与既往检查对比</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Continue where I left off</source>
        <translation>从上次的位置继续</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比剂</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Corner text</source>
        <translation>四角信息</translation>
    </message>
    <message>
        <source>Corner text: full, short, none</source>
        <translation>四角信息：详细、简略、隐藏</translation>
    </message>
    <message>
        <source>Coronal planes</source>
        <translation>冠状面</translation>
    </message>
    <message>
        <source>Could not be asked</source>
        <translation>未能询问</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>Ctrl + 滚轮</translation>
    </message>
    <message>
        <source>Ctrl+K finds any command by name, F1 lists the keyboard and mouse controls, Ctrl+, opens the settings. This tour is in the Help menu.</source>
        <translation>Ctrl+K 按名称查找命令，F1 列出快捷键与鼠标操作，Ctrl+, 打开设置。本导览也在“帮助”菜单中。</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Deleting the file index</source>
        <translation>正在清除已知文件的信息</translation>
    </message>
    <message>
        <source>Demonstration: not validated.</source>
        <translation>演示：未经验证。</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>阅片台</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>运行设备</translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>Disagree with it</source>
        <translation>不同意该判定</translation>
    </message>
    <message>
        <source>Disclosure</source>
        <translation>机器辅助声明</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Drag a series here, or click one in the list.</source>
        <translation>将序列拖到此处，或在列表中单击一个序列。</translation>
    </message>
    <message>
        <source>Drop a folder here, or press Ctrl+O. Scroll with the wheel, drag with the left button to set the window, drag with the right button to zoom. Right-click for everything else.</source>
        <translation>将文件夹拖到此处，或按 Ctrl+O。滚轮翻层，左键拖动调窗宽窗位，右键拖动缩放。右键单击可见其他功能。</translation>
    </message>
    <message>
        <source>Drop a folder of brain MR here</source>
        <translation>将脑部 MR 文件夹拖放到此处</translation>
    </message>
    <message>
        <source>Drop a folder of brain MR here, or choose one. Studies that you open are listed here with their reading progress. Names, locations and progress are stored on this computer only; images are not copied.</source>
        <translation>将脑部 MR 文件夹拖到此处，或选择一个。打开过的内容及其阅片进度会列在这里。姓名、位置和状态只保存在本机；不复制图像。</translation>
    </message>
    <message>
        <source>Each card is in the words of whoever made the network.</source>
        <translation>每张模型卡均为网络制作者自己的说明。</translation>
    </message>
    <message>
        <source>Each increases evenly in lightness and can be read with any colour vision.</source>
        <translation>亮度均匀递增，色觉异常者亦可辨认。</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Every series that the cascade can read  (Ctrl+Enter)</source>
        <translation>级联网络可分析的所有序列  (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Everything needed for reading is in place.</source>
        <translation>阅片所需的一切均已就绪。</translation>
    </message>
    <message>
        <source>Export marks</source>
        <translation>导出标记</translation>
    </message>
    <message>
        <source>Export marks…</source>
        <translation>导出标记…</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>导出报告…</translation>
    </message>
    <message>
        <source>Field strength</source>
        <translation>磁场强度</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>First slice</source>
        <translation>第一层</translation>
    </message>
    <message>
        <source>Flip left and right</source>
        <translation>左右翻转</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>清除</translation>
    </message>
    <message numerus="yes">
        <source>Forget %n studies?</source>
        <comment>Forget %n study?</comment>
        <translation>
            <numerusform>清除 %n 个检查？</numerusform>
        </translation>
    </message>
    <message>
        <source>Forget every study in the list?</source>
        <translation>清除所有打开过的检查？</translation>
    </message>
    <message>
        <source>Forget everything</source>
        <translation>全部清除</translation>
    </message>
    <message>
        <source>Forget everything…</source>
        <translation>全部清除…</translation>
    </message>
    <message>
        <source>Forget this study?</source>
        <translation>清除此检查？</translation>
    </message>
    <message>
        <source>Forget “{}”?</source>
        <translation>清除“{}”？</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>清除…</translation>
    </message>
    <message>
        <source>Frames of reference differ: scroll to matching slices and choose “Link at these slices”.</source>
        <translation>参考坐标系不同：请翻到对应层面，再选择“以当前层面关联”。</translation>
    </message>
    <message>
        <source>From elsewhere, checked by nobody</source>
        <translation>来自别处，未经任何人核查</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>详细</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>全范围</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <source>Header of the file…</source>
        <translation>文件头信息…</translation>
    </message>
    <message>
        <source>HiResCAM (= Grad-CAM)</source>
        <translation>HiResCAM（即 Grad-CAM）</translation>
    </message>
    <message>
        <source>Hide identity</source>
        <translation>隐藏身份信息</translation>
    </message>
    <message>
        <source>Hide identity at startup</source>
        <translation>启动时隐藏身份信息</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Histogram of the slice with the window limits</source>
        <translation>本层直方图，标有窗宽边界</translation>
    </message>
    <message>
        <source>Hold Q</source>
        <translation>按住 Q</translation>
    </message>
    <message>
        <source>How strongly the overlay covers the image.</source>
        <translation>覆盖图像的程度。</translation>
    </message>
    <message>
        <source>I am not sure</source>
        <translation>我对此序列不确定</translation>
    </message>
    <message>
        <source>I see a tumour in this series</source>
        <translation>我在此序列中看到肿瘤</translation>
    </message>
    <message>
        <source>I see no tumour in this series</source>
        <translation>我未在此序列中看到肿瘤</translation>
    </message>
    <message>
        <source>IHE BIR</source>
        <translation>IHE BIR</translation>
    </message>
    <message>
        <source>If present: primary {}, secondary {}</source>
        <translation>若为肿瘤：原发 {}，继发 {}</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>In total, across all viewports.</source>
        <translation>所有视口合计。</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Install a network</source>
        <translation>安装网络</translation>
    </message>
    <message>
        <source>Install a network…</source>
        <translation>安装网络…</translation>
    </message>
    <message>
        <source>Installed: {}. Verdicts of the previous network are no longer shown.</source>
        <translation>已安装：{}。先前网络的判定不再显示。</translation>
    </message>
    <message>
        <source>Installing the network</source>
        <translation>安装网络</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>黑白反相</translation>
    </message>
    <message>
        <source>Its files are as they were sealed, and it gives an answer for a test slice. That says nothing about how good it is: install only networks that you trust.</source>
        <translation>其文件与封存时一致，并能对一张测试层面给出答案。这并不说明它有多好：请只安装您信任的网络。</translation>
    </message>
    <message>
        <source>Its outlines are imprecise.</source>
        <translation>其病灶轮廓不精确。</translation>
    </message>
    <message>
        <source>Its outlines miss many lesions.</source>
        <translation>其轮廓会漏掉许多病灶。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Jobs: {}</source>
        <translation>任务：{}</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>关键图像</translation>
    </message>
    <message>
        <source>Key slices, plain and with attention</source>
        <translation>关键层面：原图与注意力图</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>快捷键与鼠标</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Language of menus, messages and reports.</source>
        <translation>菜单、消息和报告的语言。</translation>
    </message>
    <message>
        <source>Last slice</source>
        <translation>最后一层</translation>
    </message>
    <message>
        <source>Left drag</source>
        <translation>左键拖动</translation>
    </message>
    <message>
        <source>Left: window, middle: pan, right: zoom (IHE BIR)</source>
        <translation>左键调窗，中键平移，右键缩放（IHE BIR）</translation>
    </message>
    <message>
        <source>Lesion {}</source>
        <translation>病灶 {}</translation>
    </message>
    <message>
        <source>Lesions</source>
        <translation>病灶</translation>
    </message>
    <message>
        <source>Lesions ({})</source>
        <translation>病灶（{}）</translation>
    </message>
    <message>
        <source>Lesions are listed here once the series is read (V).</source>
        <translation>读取该序列（V）后，病灶将列在此处。</translation>
    </message>
    <message>
        <source>Lesions outlined by the machine</source>
        <translation>机器勾画的病灶</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Lines one and two pixels wide are visible as separate lines, in the corners as well as in the middle, and so are the faint ones next to the grey patches.</source>
        <translation>一个像素和两个像素宽的线条均可逐条分辨，四角与中央一样；灰阶方块旁的淡线条也能看到。</translation>
    </message>
    <message>
        <source>Link at these slices</source>
        <translation>以当前层面关联</translation>
    </message>
    <message>
        <source>Linked at the slices that the reader chose; in-plane shifts are not corrected.</source>
        <translation>已按阅片医师选择的层面关联；横向偏移未校正。</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在载入…</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Log…</source>
        <translation>日志…</translation>
    </message>
    <message>
        <source>Look first, then press V: the networks say whether they find a tumour, and whether it looks primary or secondary. Say whether you agree. Research use only.</source>
        <translation>请先阅片；然后按 V，网络会给出是否有肿瘤，以及倾向原发性还是继发性（转移）。请表明您是否同意。仅供研究使用。</translation>
    </message>
    <message>
        <source>Lossy compression</source>
        <translation>有损压缩</translation>
    </message>
    <message>
        <source>Machine assistance: {networks} analysed {read} of {total} slices of series {key} on {date}; output was shown {shown}. Findings and impression are the reader&apos;s alone and are never filled by the machine. The software is not a cleared medical device. {research_use}</source>
        <translation>机器辅助：{networks} 于 {date} 分析了序列 {key} 共 {total} 层中的 {read} 层；机器结果的显示方式：{shown}。影像所见与诊断意见完全由阅片医师填写，机器从不代填。本软件不是获批的医疗器械。{research_use}</translation>
    </message>
    <message>
        <source>Machine&apos;s result (not the reader&apos;s)</source>
        <translation>机器结果（非阅片医师意见）</translation>
    </message>
    <message>
        <source>Manufacturer</source>
        <translation>制造商</translation>
    </message>
    <message>
        <source>Many false alarms.</source>
        <translation>误报较多。</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>图类型</translation>
    </message>
    <message>
        <source>Mark as {}</source>
        <translation>标为{}</translation>
    </message>
    <message>
        <source>Mark as…</source>
        <translation>标为…</translation>
    </message>
    <message>
        <source>Marks saved</source>
        <translation>标记已保存</translation>
    </message>
    <message>
        <source>Marks were made on other images with the same UIDs. They are kept, and not shown here.</source>
        <translation>另有标记是在 UID 相同的其他图像上做的。这些标记已保留，但不在此处显示。</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Memory for slices</source>
        <translation>层面缓存</translation>
    </message>
    <message>
        <source>Metastases in skull-stripped brains only.</source>
        <translation>转移瘤仅来自去颅骨的脑图像。</translation>
    </message>
    <message>
        <source>Metastases of breast cancer only.</source>
        <translation>转移瘤仅来自乳腺癌。</translation>
    </message>
    <message>
        <source>Metastases of colorectal cancer only.</source>
        <translation>转移瘤仅来自结直肠癌。</translation>
    </message>
    <message>
        <source>Metastases of lung cancer only.</source>
        <translation>转移瘤仅来自肺癌。</translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation>中键拖动</translation>
    </message>
    <message>
        <source>Middle: window, left: pan, right: zoom</source>
        <translation>中键调窗，左键平移，右键缩放</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>检查类型</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>模型卡</translation>
    </message>
    <message>
        <source>Model card, in the words of whoever made the network:</source>
        <translation>模型卡（网络制作者自己的说明）：</translation>
    </message>
    <message>
        <source>Model cards</source>
        <translation>模型卡</translation>
    </message>
    <message>
        <source>Model card…</source>
        <translation>模型卡…</translation>
    </message>
    <message>
        <source>Monitor test pattern…</source>
        <translation>显示器测试图…</translation>
    </message>
    <message>
        <source>More commands</source>
        <translation>更多命令</translation>
    </message>
    <message>
        <source>Most recently opened first</source>
        <translation>最近打开的在前</translation>
    </message>
    <message>
        <source>Mostly low-grade gliomas.</source>
        <translation>多数为低级别胶质瘤。</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>鼠标</translation>
    </message>
    <message>
        <source>Move this window to the monitor that you want to check, make it fill the screen, and look from your reading position, in the light in which you read.</source>
        <translation>将此窗口移到要查看的显示器上，放大到整个屏幕，在平时阅片的位置和光线下观看。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Names, IDs, descriptions, dates and sequence types were searched.</source>
        <translation>已在姓名、编号、描述、日期和序列类型中查找。</translation>
    </message>
    <message>
        <source>Names, IDs, locations and progress are deleted from this computer: from the list, from its backups and from the file index. They are overwritten and cannot be restored.</source>
        <translation>姓名、编号、位置和状态将从本机删除：列表、其副本以及已知文件索引中都不再保留。它们会被覆盖，无法恢复。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Network, {}</source>
        <translation>网络（{}）</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>下一序列</translation>
    </message>
    <message>
        <source>Next slice</source>
        <translation>下一层</translation>
    </message>
    <message>
        <source>Next suspicious slice</source>
        <translation>下一可疑层面</translation>
    </message>
    <message>
        <source>Next to the study on screen, to compare  (Shift+Enter)</source>
        <translation>与屏幕上的检查并列对照  (Shift+Enter)</translation>
    </message>
    <message>
        <source>Next viewport</source>
        <translation>下一视口</translation>
    </message>
    <message numerus="yes">
        <source>No image was found in %n files.</source>
        <comment>No image was found in %n file.</comment>
        <translation>
            <numerusform>在 %n 个文件中未找到图像。</numerusform>
        </translation>
    </message>
    <message>
        <source>No jobs yet. Scans, readings, reports and installations appear here.</source>
        <translation>尚无任务。扫描、分析、报告和安装会显示在这里。</translation>
    </message>
    <message>
        <source>No log is kept because its folder is not writable.</source>
        <translation>日志文件夹不可写，因此不记录日志。</translation>
    </message>
    <message>
        <source>No matching command.</source>
        <translation>没有包含这些文字的命令。</translation>
    </message>
    <message>
        <source>No network is installed: images can be viewed, not analysed.</source>
        <translation>未安装网络：可以浏览图像，但不能分析。</translation>
    </message>
    <message>
        <source>No network is installed: nothing can be annotated.</source>
        <translation>未安装网络：无法标注。</translation>
    </message>
    <message>
        <source>No other study of this patient is open. Select one in the study list (Ctrl+L) and open it alongside (Shift+Enter).</source>
        <translation>未打开该患者的其他检查。请在检查列表 (Ctrl+L) 中选择一项并列打开 (Shift+Enter)。</translation>
    </message>
    <message>
        <source>No other viewport shows slices of the same orientation, so there is nothing to scroll together.</source>
        <translation>没有其他视口的层面方向相同；无可同步滚动的内容。</translation>
    </message>
    <message>
        <source>No patient name, ID or date on screen, in window titles or in exports.</source>
        <translation>屏幕、标题和导出内容中均无姓名、编号和日期。</translation>
    </message>
    <message>
        <source>No slice is above the threshold.</source>
        <translation>没有超过阈值的层面。</translation>
    </message>
    <message>
        <source>No study matches “{}”</source>
        <translation>没有与“{}”相符的检查</translation>
    </message>
    <message>
        <source>No tumour</source>
        <translation>无肿瘤</translation>
    </message>
    <message>
        <source>No tumour seen</source>
        <translation>未见肿瘤</translation>
    </message>
    <message>
        <source>None</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>None open</source>
        <translation>尚未打开</translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation>未分析</translation>
    </message>
    <message>
        <source>Not analysed: {}</source>
        <translation>未分析：{}</translation>
    </message>
    <message>
        <source>Not controlled for answers without a lesion.</source>
        <translation>未做无病灶时的对照检验。</translation>
    </message>
    <message>
        <source>Not shown to be better than chance.</source>
        <translation>未证明优于随机猜测。</translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Not sure about it</source>
        <translation>对该判定不确定</translation>
    </message>
    <message>
        <source>Note, saved with your opinion</source>
        <translation>备注，随您的意见保存</translation>
    </message>
    <message>
        <source>Nothing above the threshold so far; the verdict follows the last slice.</source>
        <translation>目前没有超过阈值的层；读完最后一层后给出判定。</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>此处为空</translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation>尚未打开任何序列。</translation>
    </message>
    <message>
        <source>Nothing is outlined in this series: the machine found no lesion, or its network draws no outlines. That is no proof of absence.</source>
        <translation>该序列中没有勾画：机器未发现病灶，或其网络不绘制轮廓。这不能证明没有病灶。</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>尚未打开任何检查</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Often not sure.</source>
        <translation>常常无法确定。</translation>
    </message>
    <message>
        <source>Often sure of a tumour where the lesion was taken away.</source>
        <translation>去除病灶后仍常常确信有肿瘤。</translation>
    </message>
    <message>
        <source>On request, read in advance</source>
        <translation>您请求时（后台先行分析）</translation>
    </message>
    <message>
        <source>One + three</source>
        <translation>一大三小</translation>
    </message>
    <message>
        <source>One bar per slice, first to last: probability that the slice shows a tumour; dashed line: threshold; hollow: not sure; hatched: no probability; triangle: key slice.</source>
        <translation>每层一条，自首层至末层：该层含肿瘤的概率；虚线：阈值；空心：不确定；斜线：无概率；三角：关键层。</translation>
    </message>
    <message>
        <source>One line per slice: loaded, viewed, how suspicious, not analysed. Click to go to a slice. N goes to the next suspicious one.</source>
        <translation>每层一行：已载入、您已查看、可疑程度、未分析。单击即可跳到该层。按 N 跳到下一可疑层面。</translation>
    </message>
    <message>
        <source>One viewport</source>
        <translation>单视口</translation>
    </message>
    <message>
        <source>Only this viewport</source>
        <translation>仅显示此视口</translation>
    </message>
    <message>
        <source>Only warnings and errors</source>
        <translation>仅警告和错误</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of attention</source>
        <translation>注意力图不透明度</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a folder of MR</source>
        <translation>打开 MR 文件夹</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open a study first: the cascade reads studies that are open on the desk.</source>
        <translation>请先打开检查：级联网络只分析阅片台上打开的内容。</translation>
    </message>
    <message>
        <source>Open a study from the list alongside</source>
        <translation>并列打开列表中的检查</translation>
    </message>
    <message>
        <source>Open alongside</source>
        <translation>并列打开</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>打开时间</translation>
    </message>
    <message>
        <source>Opening the network</source>
        <translation>正在打开网络</translation>
    </message>
    <message>
        <source>Opening the network…</source>
        <translation>正在打开网络…</translation>
    </message>
    <message>
        <source>Opinion</source>
        <translation>意见</translation>
    </message>
    <message>
        <source>Outlines of lesions</source>
        <translation>病灶轮廓</translation>
    </message>
    <message>
        <source>Outside of what was validated: {}</source>
        <translation>超出已验证的范围：{}</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>患者编号</translation>
    </message>
    <message>
        <source>Patient identity is missing. Check that both studies belong to the same patient.</source>
        <translation>缺少患者身份信息。请确认两次检查属于同一患者。</translation>
    </message>
    <message>
        <source>Patient names or IDs differ: these may be studies of two patients.</source>
        <translation>患者姓名或编号不同：可能是两位患者的检查。</translation>
    </message>
    <message>
        <source>Patient&apos;s Birth Date</source>
        <translation>患者出生日期</translation>
    </message>
    <message>
        <source>Patient&apos;s Name</source>
        <translation>患者姓名</translation>
    </message>
    <message>
        <source>Patients of one manifest only.</source>
        <translation>仅限一份清单中的患者。</translation>
    </message>
    <message>
        <source>Photometric</source>
        <translation>光度解释</translation>
    </message>
    <message>
        <source>Presence</source>
        <translation>肿瘤检出</translation>
    </message>
    <message>
        <source>Press G to see where the networks looked, or hold Q to peek. Attention is not a lesion border and proves nothing.</source>
        <translation>按 G 显示网络关注的区域；按住 Q 暂看。它不是病灶边界，也不能作为证据。</translation>
    </message>
    <message>
        <source>Press V after you have looked.</source>
        <translation>阅片后按 V。</translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation>上一序列</translation>
    </message>
    <message>
        <source>Previous slice</source>
        <translation>上一层</translation>
    </message>
    <message>
        <source>Previous suspicious slice</source>
        <translation>上一可疑层面</translation>
    </message>
    <message>
        <source>Previous viewport</source>
        <translation>上一视口</translation>
    </message>
    <message>
        <source>Probability, secondary</source>
        <translation>继发性（转移）概率</translation>
    </message>
    <message>
        <source>Probability, tumour present</source>
        <translation>存在肿瘤的概率</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>像素探针</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Progress of: {}</source>
        <translation>进度：{}</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>结果来源</translation>
    </message>
    <message>
        <source>Provisional until its neighbours are read.</source>
        <translation>在邻近切片分析完成之前为暂定结果。</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Read again  (V)</source>
        <translation>重新分析  (V)</translation>
    </message>
    <message>
        <source>Read all series</source>
        <translation>分析所有序列</translation>
    </message>
    <message>
        <source>Read all series of the study</source>
        <translation>分析该检查的所有序列</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>读取自</translation>
    </message>
    <message>
        <source>Read the series first (press V), then make a report.</source>
        <translation>报告需要已分析的序列：请先按 V。</translation>
    </message>
    <message>
        <source>Read with the cascade</source>
        <translation>用级联网络分析</translation>
    </message>
    <message>
        <source>Read with the cascade  (V)</source>
        <translation>用级联网络分析  (V)</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>阅片医师</translation>
    </message>
    <message>
        <source>Reader first</source>
        <translation>医师先读</translation>
    </message>
    <message>
        <source>Reader&apos;s findings</source>
        <translation>影像所见（阅片医师）</translation>
    </message>
    <message>
        <source>Reader&apos;s impression</source>
        <translation>诊断意见（阅片医师）</translation>
    </message>
    <message>
        <source>Reader&apos;s marks</source>
        <translation>阅片医师标记</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>阅片</translation>
    </message>
    <message>
        <source>Reading slices</source>
        <translation>正在分析层面</translation>
    </message>
    <message>
        <source>Reading the header</source>
        <translation>读取文件头</translation>
    </message>
    <message>
        <source>Reading {}</source>
        <translation>正在分析 {}</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在分析…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Reference lines</source>
        <translation>参考线</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the last measurement here</source>
        <translation>移除本层最后一次测量</translation>
    </message>
    <message>
        <source>Replaces {} ({}).</source>
        <translation>将取代 {}（{}）。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Report saved</source>
        <translation>报告已保存</translation>
    </message>
    <message>
        <source>Research use only. Not for diagnostic use.</source>
        <translation>仅供研究使用，不得用于诊断。</translation>
    </message>
    <message>
        <source>Reset the view</source>
        <translation>复位视图</translation>
    </message>
    <message>
        <source>Restart in safe mode</source>
        <translation>以安全模式重新启动</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>右键单击</translation>
    </message>
    <message>
        <source>Right drag</source>
        <translation>右键拖动</translation>
    </message>
    <message>
        <source>Right: window, left: pan, middle: zoom</source>
        <translation>右键调窗，左键平移，中键缩放</translation>
    </message>
    <message>
        <source>Right: {}.</source>
        <translation>右图：{}。</translation>
    </message>
    <message>
        <source>Rotate by 90°</source>
        <translation>旋转 90°</translation>
    </message>
    <message>
        <source>Run the networks on the graphics card where a suitable one is present.</source>
        <translation>供网络使用（如有可用的显卡）。</translation>
    </message>
    <message>
        <source>Running from source: each package&apos;s licence is in its own folder.</source>
        <translation>从源代码运行：每个软件包的许可证在其自己的文件夹中。</translation>
    </message>
    <message>
        <source>SPM would multiply the values by {:g}; they are shown as stored</source>
        <translation>SPM 会将数值乘以 {:g}；此处按存储值显示</translation>
    </message>
    <message>
        <source>Safe mode</source>
        <translation>安全模式</translation>
    </message>
    <message>
        <source>Safe mode: no graphics card, default settings.</source>
        <translation>安全模式：不使用显卡，采用默认设置。</translation>
    </message>
    <message>
        <source>Sagittal planes</source>
        <translation>矢状面</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Saved as your own reading; then the cascade&apos;s verdict is shown.</source>
        <translation>先记为您自己的判读，然后显示级联网络的判定。</translation>
    </message>
    <message>
        <source>Saved: {}</source>
        <translation>已保存：{}</translation>
    </message>
    <message>
        <source>Scanning for files</source>
        <translation>正在查看文件</translation>
    </message>
    <message>
        <source>Scanning for files: {}</source>
        <translation>正在查看文件：{}</translation>
    </message>
    <message>
        <source>Scanning sequence</source>
        <translation>扫描序列类型</translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>同步滚动</translation>
    </message>
    <message>
        <source>Scrolling together by position: no frame of reference is stated, but the series belong to one study.</source>
        <translation>按位置同步滚动：未注明参考坐标系，但序列属于同一检查。</translation>
    </message>
    <message>
        <source>Scrolling together by position: the series share a frame of reference.</source>
        <translation>按位置同步滚动：各序列共用参考坐标系。</translation>
    </message>
    <message>
        <source>Search description, date, sequence</source>
        <translation>搜索描述、日期、序列类型</translation>
    </message>
    <message>
        <source>Search name, ID, description, date</source>
        <translation>搜索姓名、编号、描述、日期</translation>
    </message>
    <message>
        <source>Search tags, names and values…</source>
        <translation>在标签、名称和值中查找…</translation>
    </message>
    <message>
        <source>Second monitor</source>
        <translation>第二显示器</translation>
    </message>
    <message>
        <source>Select the study to compare with, then press Shift+Enter.</source>
        <translation>请选择要并列显示的检查，然后按 Shift+Enter。</translation>
    </message>
    <message>
        <source>Self-check</source>
        <translation>自检</translation>
    </message>
    <message>
        <source>Self-check: everything needed for reading is in place.</source>
        <translation>自检：阅片所需的一切均已就绪。</translation>
    </message>
    <message>
        <source>Self-check: {}</source>
        <translation>自检：{}</translation>
    </message>
    <message>
        <source>Self-check…</source>
        <translation>自检…</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>脉冲序列</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>序列类型</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Series key</source>
        <translation>序列标识</translation>
    </message>
    <message>
        <source>Series {}</source>
        <translation>序列 {}</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Settings, records and the log cannot be saved because their folder is not writable. Everything else works. Help &gt; Self-check names the folder.</source>
        <translation>设置、记录和日志无法保存：其文件夹不可写。其余功能正常。“帮助 &gt; 自检”会指出是哪个文件夹。</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Shift + move</source>
        <translation>Shift + 移动</translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation>Shift + 滚轮</translation>
    </message>
    <message>
        <source>Shipped by Whence</source>
        <translation>由 Whence 随附</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>简略</translation>
    </message>
    <message>
        <source>Shortcut for {}</source>
        <translation>“{}”的按键</translation>
    </message>
    <message>
        <source>Shortcut scheme. To change single shortcuts: Help &gt; Change shortcuts.</source>
        <translation>沿用其他阅片软件的快捷键。单个按键：帮助 &gt; 自定义快捷键。</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Show all studies</source>
        <translation>显示所有检查</translation>
    </message>
    <message>
        <source>Show attention (G, hold Q to peek)</source>
        <translation>显示注意力图（G，按住 Q 暂看）</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Show outlines (Shift+G)</source>
        <translation>显示轮廓（Shift+G）</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>左右并列</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Skull-stripped brains only.</source>
        <translation>仅限去颅骨的脑图像。</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>层面</translation>
    </message>
    <message>
        <source>Slice thickness</source>
        <translation>层厚</translation>
    </message>
    <message>
        <source>Slice {}</source>
        <translation>第 {} 层</translation>
    </message>
    <message>
        <source>Slice {} and others: {}</source>
        <translation>第 {} 层等：{}</translation>
    </message>
    <message>
        <source>Slice {}/{}</source>
        <translation>第 {}/{} 层</translation>
    </message>
    <message>
        <source>Slice {}: {}</source>
        <translation>第 {} 层：{}</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Slices decoded ahead</source>
        <translation>预先解码的层数</translation>
    </message>
    <message>
        <source>Slices not analysed</source>
        <translation>未分析的层面</translation>
    </message>
    <message>
        <source>Slices of the series</source>
        <translation>序列的各层</translation>
    </message>
    <message>
        <source>Slices read</source>
        <translation>已分析的层面</translation>
    </message>
    <message>
        <source>Slices settled by their neighbours</source>
        <translation>已结合邻近切片确定的切片</translation>
    </message>
    <message>
        <source>Slices that could not be asked about</source>
        <translation>未能询问的层面</translation>
    </message>
    <message>
        <source>Slices that could not be read</source>
        <translation>无法读取的层面</translation>
    </message>
    <message>
        <source>Slices without a probability</source>
        <translation>无概率的层面</translation>
    </message>
    <message>
        <source>Smooth pixels</source>
        <translation>平滑像素</translation>
    </message>
    <message>
        <source>Some checks failed; the marked lines say what to do.</source>
        <translation>有项目不正常；带标记的行说明了处理办法。</translation>
    </message>
    <message>
        <source>Something went wrong inside Whence. Your images were not changed, and the verdicts so far are kept. You can continue; if it happens again, start in safe mode (no graphics card, default settings).</source>
        <translation>Whence 出现故障。您的图像未被改动，已分析的结果已保留。您可以继续；若再次发生，请以安全模式启动（不使用显卡，采用默认设置）。</translation>
    </message>
    <message>
        <source>Sort: {}</source>
        <translation>排序：{}</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源判别</translation>
    </message>
    <message>
        <source>Speed at which slices are played.</source>
        <translation>层面切换的速度。</translation>
    </message>
    <message>
        <source>Start the networks again</source>
        <translation>重新启动网络</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped. Press V to continue reading.</source>
        <translation>已停止。按 V 继续分析。</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Study Instance UID</source>
        <translation>检查实例 UID</translation>
    </message>
    <message>
        <source>Study date</source>
        <translation>检查日期</translation>
    </message>
    <message>
        <source>Study list</source>
        <translation>检查列表</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>T1 with contrast</source>
        <translation>T1 增强</translation>
    </message>
    <message>
        <source>T2* or SWI</source>
        <translation>T2* 或 SWI</translation>
    </message>
    <message>
        <source>TR {:g} ms, TE {:g} ms</source>
        <translation>TR {:g} ms，TE {:g} ms</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Takes effect after restart.</source>
        <translation>下次启动后生效。</translation>
    </message>
    <message>
        <source>Task: {}. Fingerprint: {}.</source>
        <translation>任务：{}。指纹 {}。</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>扫描技术</translation>
    </message>
    <message>
        <source>Ten slices back</source>
        <translation>后退十层</translation>
    </message>
    <message>
        <source>Ten slices forward</source>
        <translation>前进十层</translation>
    </message>
    <message>
        <source>Test pattern</source>
        <translation>测试图</translation>
    </message>
    <message>
        <source>Text shown over the image.</source>
        <translation>叠加在图像上的文字。</translation>
    </message>
    <message>
        <source>The cascade</source>
        <translation>级联网络</translation>
    </message>
    <message>
        <source>The folder exists, but this study is no longer in it.</source>
        <translation>文件夹仍在，但其中已没有此检查。</translation>
    </message>
    <message>
        <source>The folder of this study was not found: {}. It may be on a disc or network share that is not connected. Connect it and try again, or forget the study.</source>
        <translation>此检查的文件夹已不存在：{}。它可能位于未连接的光盘或共享盘上。请连接后重试，或清除此检查。</translation>
    </message>
    <message>
        <source>The image</source>
        <translation>图像区</translation>
    </message>
    <message>
        <source>The images stay where they are. Your marks stay too: they are stored under keys, without names.</source>
        <translation>图像保留在原处。您的标记也会保留：它们以代号保存，不含姓名。</translation>
    </message>
    <message>
        <source>The images themselves are kept  (Del)</source>
        <translation>图像本身保留在原处  (Del)</translation>
    </message>
    <message>
        <source>The licence texts are in {}.</source>
        <translation>许可证全文在 {} 中。</translation>
    </message>
    <message>
        <source>The log cannot be read: {}</source>
        <translation>无法读取日志：{}</translation>
    </message>
    <message>
        <source>The machine could not be asked about every slice of this series.</source>
        <translation>未能就该序列的每一层面询问机器。</translation>
    </message>
    <message>
        <source>The machine did not analyse this series.</source>
        <translation>机器未分析该序列。</translation>
    </message>
    <message>
        <source>The machine found a tumour and reads it as primary (arising in the brain).</source>
        <translation>机器检出肿瘤，判定为原发性（起源于脑）。</translation>
    </message>
    <message>
        <source>The machine found a tumour and reads it as secondary (a metastasis).</source>
        <translation>机器检出肿瘤，判定为继发性（转移瘤）。</translation>
    </message>
    <message>
        <source>The machine found a tumour but is not sure of its source.</source>
        <translation>机器检出肿瘤，但不能确定其来源。</translation>
    </message>
    <message>
        <source>The machine found no tumour in this series.</source>
        <translation>机器在该序列中未检出肿瘤。</translation>
    </message>
    <message>
        <source>The machine is not sure whether there is a tumour.</source>
        <translation>机器不能确定是否存在肿瘤。</translation>
    </message>
    <message>
        <source>The most recently viewed slices are kept.</source>
        <translation>保留最近查看的层面。</translation>
    </message>
    <message>
        <source>The network could not be opened: {}</source>
        <translation>无法打开网络：{}</translation>
    </message>
    <message>
        <source>The networks do not answer</source>
        <translation>网络没有响应</translation>
    </message>
    <message>
        <source>The networks have not answered for half a minute. They may be busy or stuck: wait, stop, or start them again. What was read stays.</source>
        <translation>网络已有半分钟没有响应，可能正忙或已卡死：请等待、停止，或重新启动网络。已读的内容会保留。</translation>
    </message>
    <message>
        <source>The scan for files is still running. Try again when it has finished.</source>
        <translation>仍在查找文件。请待完成后再试。</translation>
    </message>
    <message>
        <source>The self-check found a problem: see above.</source>
        <translation>自检发现问题：见上方。</translation>
    </message>
    <message>
        <source>The slice strip</source>
        <translation>层面条</translation>
    </message>
    <message>
        <source>The small squares inside the black square (5 %) and the white square (95 %) are visible.</source>
        <translation>能看到黑色方块中的小方块（5 %）和白色方块中的小方块（95 %）。</translation>
    </message>
    <message>
        <source>The study is no longer where it was. It may be on a disc that is not connected.</source>
        <translation>上次打开的内容已不在原处，可能位于未连接的磁盘上。</translation>
    </message>
    <message>
        <source>The two ramps change smoothly from black to white, without bands, steps or colour.</source>
        <translation>两条渐变带由黑到白均匀过渡，无条带、跳变或偏色。</translation>
    </message>
    <message>
        <source>The white frame at the edge is complete, and squares look square.</source>
        <translation>边缘的白色边框完整，方块为正方形。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>There is only one viewport; choose another layout first.</source>
        <translation>只有一个视口；请先选择其他布局。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>This desk cannot install networks.</source>
        <translation>此阅片台不能安装网络。</translation>
    </message>
    <message>
        <source>This is a visual check, not a calibration. Only a luminance measurement shows whether a monitor follows the Grayscale Standard Display Function (DICOM PS3.14), and only its own settings or calibration software can make it do so. Whence measures and changes nothing: it sends grey levels as they are.</source>
        <translation>这只是目测，不是校准。显示器是否符合灰阶标准显示函数（DICOM PS3.14），只有测量其亮度才能知道，也只有显示器自身的设置或软件才能使其符合。Whence 不测量也不更改任何内容，只按原样输出灰阶。</translation>
    </message>
    <message>
        <source>This mark is not saved yet: {}. Whence tries again at the next mark.</source>
        <translation>该标记尚未保存：{}。下次标记时 Whence 会再试。</translation>
    </message>
    <message>
        <source>This network is already in use.</source>
        <translation>这就是当前运行的网络。</translation>
    </message>
    <message>
        <source>This report contains no patient data: no names, no identifiers, no pixels, no file names. Nothing is sent; whether to pass it on is up to you.</source>
        <translation>此报告不含患者数据：无姓名、无标识、无像素、无文件名。不会自动发送，由您自行转交。</translation>
    </message>
    <message>
        <source>This series</source>
        <translation>本序列</translation>
    </message>
    <message>
        <source>This series could not be read from its files.</source>
        <translation>无法从文件读取该序列。</translation>
    </message>
    <message>
        <source>This series is not a volume: {}. It can be read slice by slice; planes across its slices are not shown</source>
        <translation>该序列不构成容积：{}。可以逐层阅片；不显示跨层重建平面</translation>
    </message>
    <message>
        <source>This series · {}</source>
        <translation>本序列 · {}</translation>
    </message>
    <message>
        <source>This slice</source>
        <translation>本层</translation>
    </message>
    <message>
        <source>This slice cannot be shown</source>
        <translation>无法显示此层</translation>
    </message>
    <message>
        <source>This slice cannot be shown: {}</source>
        <translation>本层无法显示：{}</translation>
    </message>
    <message>
        <source>This slice has no verdict yet: press V first.</source>
        <translation>本层尚无可评价的判定：请先按 V。</translation>
    </message>
    <message>
        <source>This study has no series that the cascade can read.</source>
        <translation>此检查中没有级联网络可分析的序列。</translation>
    </message>
    <message>
        <source>This study is already on screen. Select another one to open alongside.</source>
        <translation>此检查正显示在屏幕上。请选择另一项与之并列。</translation>
    </message>
    <message>
        <source>Three planes and the acquired series</source>
        <translation>三平面与原始平面</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Threshold of attention</source>
        <translation>注意力图阈值</translation>
    </message>
    <message>
        <source>Too few real test patients.</source>
        <translation>真实测试患者过少。</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Tour of the desk</source>
        <translation>阅片台导览</translation>
    </message>
    <message>
        <source>Trained on simulated metastases.</source>
        <translation>以模拟转移瘤训练。</translation>
    </message>
    <message>
        <source>Triage</source>
        <translation>分诊</translation>
    </message>
    <message>
        <source>Tumour</source>
        <translation>有肿瘤</translation>
    </message>
    <message>
        <source>Tumour present: {}</source>
        <translation>存在肿瘤：{}</translation>
    </message>
    <message>
        <source>Tumour, looks primary</source>
        <translation>肿瘤，倾向原发性</translation>
    </message>
    <message>
        <source>Tumour, looks secondary</source>
        <translation>肿瘤，倾向继发性（转移）</translation>
    </message>
    <message>
        <source>Tumour, source not sure</source>
        <translation>肿瘤，来源不确定</translation>
    </message>
    <message>
        <source>Tumour-free slices of tumour patients only.</source>
        <translation>无肿瘤层面仅来自肿瘤患者。</translation>
    </message>
    <message>
        <source>Two by two</source>
        <translation>二乘二</translation>
    </message>
    <message>
        <source>UID, since instance numbers are missing or equal</source>
        <translation>UID，因为实例号缺失或相同</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Use the graphics card</source>
        <translation>使用显卡</translation>
    </message>
    <message>
        <source>VR</source>
        <translation>VR</translation>
    </message>
    <message>
        <source>Validated on real patients of one collection.</source>
        <translation>已在一个数据集的真实患者上验证。</translation>
    </message>
    <message>
        <source>Validated on {} patients with a tumour ({}) and on tumour-free slices of {} ({}).</source>
        <translation>已在 {} 例肿瘤患者（{}）及 {} 例患者的无肿瘤层面（{}）上验证。</translation>
    </message>
    <message>
        <source>Validated on {} patients with metastases ({}) and {} with primary tumours ({}).</source>
        <translation>已在 {} 例转移瘤患者（{}）和 {} 例原发肿瘤患者（{}）上验证。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Verdicts as they arrive</source>
        <translation>判定随出随显</translation>
    </message>
    <message>
        <source>Verdicts on request</source>
        <translation>按需显示判定</translation>
    </message>
    <message>
        <source>Verifying the network</source>
        <translation>验证网络</translation>
    </message>
    <message>
        <source>View&amp;ports</source>
        <translation>视口(&amp;P)</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>What do you see in this series?</source>
        <translation>您在此序列中看到了什么？</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>When off, each pixel is drawn as a square.</source>
        <translation>关闭时每个像素显示为方块。</translation>
    </message>
    <message>
        <source>When the machine&apos;s verdicts are shown.</source>
        <translation>何时显示机器的判定。</translation>
    </message>
    <message>
        <source>Whence closed unexpectedly last time. Your images were not changed. If it happens again, start in safe mode (no graphics card, default settings).</source>
        <translation>Whence 上次意外结束。您的图像未被改动。若再次发生，请以安全模式启动（不使用显卡，采用默认设置）。</translation>
    </message>
    <message>
        <source>Whence makes no network connections: it does not check for updates and sends nothing.</source>
        <translation>Whence 不建立任何网络连接：不检查更新，也不发送任何数据。</translation>
    </message>
    <message>
        <source>Whence may not write to {}; check the permissions of the file and of its folder</source>
        <translation>Whence 无权写入 {}；请检查该文件及其文件夹的权限</translation>
    </message>
    <message>
        <source>Whence reads every series in the folder and writes a table, pictures and a report for each, without names. The images themselves are not changed.</source>
        <translation>将分析文件夹中的每个序列，并为每个序列写出结果表、图片和报告，均不含姓名。图像本身不会被改动。</translation>
    </message>
    <message>
        <source>Whence report {}</source>
        <translation>Whence 报告 {}</translation>
    </message>
    <message>
        <source>Whence results</source>
        <translation>Whence 结果</translation>
    </message>
    <message>
        <source>Whence {}</source>
        <translation>Whence {}</translation>
    </message>
    <message>
        <source>Whence · series {}</source>
        <translation>Whence · 序列 {}</translation>
    </message>
    <message>
        <source>Whence: about</source>
        <translation>Whence：关于</translation>
    </message>
    <message>
        <source>Whence: log</source>
        <translation>Whence：日志</translation>
    </message>
    <message>
        <source>Whence: self-check</source>
        <translation>Whence：自检</translation>
    </message>
    <message>
        <source>Whence: something went wrong</source>
        <translation>Whence：出现故障</translation>
    </message>
    <message>
        <source>Which mouse button sets the window.</source>
        <translation>用哪个键调节窗宽窗位。</translation>
    </message>
    <message>
        <source>While a series is being read, because its verdicts so far would be lost.</source>
        <translation>序列正在分析时，退出会丢失其已有结果。</translation>
    </message>
    <message>
        <source>Whoever made it says: {}</source>
        <translation>制作者自述：{}</translation>
    </message>
    <message>
        <source>Whole heads only.</source>
        <translation>仅限带颅骨的全头图像。</translation>
    </message>
    <message>
        <source>Why: {}</source>
        <translation>原因：{}</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗宽窗位</translation>
    </message>
    <message>
        <source>Window 0.5–99.5 %</source>
        <translation>窗 0.5–99.5 %</translation>
    </message>
    <message>
        <source>Window 1 from the file</source>
        <translation>文件预设窗 1</translation>
    </message>
    <message>
        <source>Window 1–99 %</source>
        <translation>窗 1–99 %</translation>
    </message>
    <message>
        <source>Window 2 from the file</source>
        <translation>文件预设窗 2</translation>
    </message>
    <message>
        <source>Window 2–98 %</source>
        <translation>窗 2–98 %</translation>
    </message>
    <message>
        <source>Window together</source>
        <translation>同步调窗</translation>
    </message>
    <message>
        <source>Withdraw an opinion</source>
        <translation>撤回意见</translation>
    </message>
    <message>
        <source>Write to</source>
        <translation>写入到</translation>
    </message>
    <message>
        <source>Writing the marks</source>
        <translation>正在写入标记</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>写出报告</translation>
    </message>
    <message>
        <source>Your own reading, after a verdict: {}</source>
        <translation>您自己的判读（看到判定之后）：{}</translation>
    </message>
    <message>
        <source>Your own reading, before any verdict: {}</source>
        <translation>您自己的判读（看到判定之前）：{}</translation>
    </message>
    <message>
        <source>Zoom together</source>
        <translation>同步缩放</translation>
    </message>
    <message>
        <source>a 3D gradient echo with {} (time of flight?)</source>
        <translation>三维梯度回波，{}（时间飞跃法？）</translation>
    </message>
    <message>
        <source>a PDF report</source>
        <translation>PDF 报告</translation>
    </message>
    <message>
        <source>a colour image: the networks read grey values</source>
        <translation>彩色图像：网络只分析灰度值</translation>
    </message>
    <message>
        <source>a contrast agent is stated</source>
        <translation>文件头注明使用了对比剂</translation>
    </message>
    <message>
        <source>a decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>a derived image</source>
        <translation>衍生图像</translation>
    </message>
    <message>
        <source>a field map</source>
        <translation>场图</translation>
    </message>
    <message>
        <source>a file that holds its values cannot be opened ({})</source>
        <translation>存放其数值的文件无法打开（{}）</translation>
    </message>
    <message>
        <source>a file that holds its values is missing; copy all of them</source>
        <translation>缺少存放其数值的文件；请复制全部文件</translation>
    </message>
    <message>
        <source>a gradient echo with {}</source>
        <translation>梯度回波，{}</translation>
    </message>
    <message>
        <source>a gradient echo with {}, flip angle {:g}</source>
        <translation>梯度回波，{}，翻转角 {:g}</translation>
    </message>
    <message>
        <source>a grid without positions</source>
        <translation>没有位置的网格图</translation>
    </message>
    <message>
        <source>a localiser</source>
        <translation>定位像</translation>
    </message>
    <message>
        <source>a log of the examination</source>
        <translation>检查日志</translation>
    </message>
    <message>
        <source>a mosaic that does not state its slice direction; taken along the normal</source>
        <translation>马赛克图像未注明层面方向；按法线方向处理</translation>
    </message>
    <message>
        <source>a mosaic without positions</source>
        <translation>马赛克图像缺少位置信息</translation>
    </message>
    <message>
        <source>a presentation state</source>
        <translation>显示状态</translation>
    </message>
    <message>
        <source>a reformat: the networks read slices as acquired</source>
        <translation>重建图像：网络只分析原始采集的层面</translation>
    </message>
    <message>
        <source>a registration</source>
        <translation>配准</translation>
    </message>
    <message>
        <source>a report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>a scan with {}</source>
        <translation>扫描参数 {}</translation>
    </message>
    <message>
        <source>a segmentation</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>a selection of key images</source>
        <translation>关键图像选择</translation>
    </message>
    <message>
        <source>a single image: orientation and position are unknown</source>
        <translation>单幅图片：方位和位置未知</translation>
    </message>
    <message>
        <source>a slice is surely present, but the series score is low</source>
        <translation>有一层确定有肿瘤，但整个序列的分数低</translation>
    </message>
    <message>
        <source>a spin echo with {}</source>
        <translation>自旋回波，{}</translation>
    </message>
    <message>
        <source>a structured report</source>
        <translation>结构化报告</translation>
    </message>
    <message>
        <source>a surface</source>
        <translation>表面</translation>
    </message>
    <message>
        <source>a table of real-world values</source>
        <translation>真实值表</translation>
    </message>
    <message>
        <source>a treatment plan</source>
        <translation>治疗计划</translation>
    </message>
    <message>
        <source>a voxel size is negative; it is shown without its sign, no length is measured</source>
        <translation>体素尺寸为负值；已按绝对值显示，不测量长度</translation>
    </message>
    <message>
        <source>a waveform</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>未见肿瘤</translation>
    </message>
    <message>
        <source>acquisition time {}</source>
        <translation>采集时间 {}</translation>
    </message>
    <message>
        <source>acquisition {}</source>
        <translation>采集 {}</translation>
    </message>
    <message>
        <source>after the reader had looked and asked (reader first)</source>
        <translation>阅片医师先行阅片并请求之后（医师先读）</translation>
    </message>
    <message>
        <source>agree</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>alone, the slice does not show a tumour, so the source network did not read it</source>
        <translation>该切片单独分析时未显示肿瘤，因此来源判别网络未对其分析</translation>
    </message>
    <message>
        <source>an Analyze file, which does not tell the sides; left and right may be swapped</source>
        <translation>Analyze 文件，未注明左右；左右可能互换</translation>
    </message>
    <message>
        <source>an echo-planar gradient echo with {}</source>
        <translation>平面回波梯度回波，{}</translation>
    </message>
    <message>
        <source>an echo-planar spin echo with {}</source>
        <translation>平面回波自旋回波，{}</translation>
    </message>
    <message>
        <source>an intercept ({:g}) is stated without a slope; values are as stored</source>
        <translation>注明了截距（{:g}）但没有斜率；数值按存储值显示</translation>
    </message>
    <message>
        <source>another open series has the same UIDs in other files; both are shown, so check which is meant</source>
        <translation>另一个已打开的序列在其他文件中使用相同的 UID；两者均予显示，请核对应使用哪一个</translation>
    </message>
    <message>
        <source>another program is using {}; close other Whence windows and try again</source>
        <translation>另一个程序正在使用 {}；请关闭 Whence 的其他窗口后重试</translation>
    </message>
    <message>
        <source>another program reads the list</source>
        <translation>另一个程序正在读取列表</translation>
    </message>
    <message>
        <source>another run writes results into {}; wait until it ends, or choose another folder</source>
        <translation>另一次运行正在向 {} 写入结果；请等待其结束，或选择其他文件夹</translation>
    </message>
    <message>
        <source>anterior third</source>
        <translation>前三分之一</translation>
    </message>
    <message>
        <source>as it was computed (concurrent)</source>
        <translation>随计算即时显示（判定随出随显）</translation>
    </message>
    <message>
        <source>as square</source>
        <translation>按正方形像素</translation>
    </message>
    <message>
        <source>at {} of {}</source>
        <translation>停在 {}/{}</translation>
    </message>
    <message>
        <source>attention (merged gates)</source>
        <translation>注意力图（各级门控合并）</translation>
    </message>
    <message>
        <source>attention of stage 2, not a lesion border</source>
        <translation>第 2 级注意力图，并非病灶边界</translation>
    </message>
    <message>
        <source>attention of stage 3, not a lesion border</source>
        <translation>第 3 级注意力图，并非病灶边界</translation>
    </message>
    <message>
        <source>attention of stage 4, not a lesion border</source>
        <translation>第 4 级注意力图，并非病灶边界</translation>
    </message>
    <message>
        <source>attention, not a lesion border</source>
        <translation>注意力图，并非病灶边界</translation>
    </message>
    <message>
        <source>attention, not a lesion border (presence network, merged gates)</source>
        <translation>注意力图，并非病灶边界（肿瘤检出网络，门控合并）</translation>
    </message>
    <message>
        <source>attention, stage 2 alone</source>
        <translation>注意力图，仅第 2 级</translation>
    </message>
    <message>
        <source>attention, stage 3 alone</source>
        <translation>注意力图，仅第 3 级</translation>
    </message>
    <message>
        <source>attention, stage 4 alone</source>
        <translation>注意力图，仅第 4 级</translation>
    </message>
    <message>
        <source>axial reformat</source>
        <translation>横断面重建</translation>
    </message>
    <message>
        <source>b-value {}</source>
        <translation>b 值 {}</translation>
    </message>
    <message>
        <source>back</source>
        <translation>后</translation>
    </message>
    <message>
        <source>before it began</source>
        <translation>尚未开始</translation>
    </message>
    <message>
        <source>born {}</source>
        <translation>出生 {}</translation>
    </message>
    <message>
        <source>but {} ({})</source>
        <translation>但{}（{}）</translation>
    </message>
    <message>
        <source>can no longer be read; was it moved?</source>
        <translation>已无法读取；是否被移动了？</translation>
    </message>
    <message>
        <source>cannot be opened ({})</source>
        <translation>无法打开（{}）</translation>
    </message>
    <message>
        <source>cannot be read as a volume; copy the file again</source>
        <translation>无法作为容积读取；请重新复制该文件</translation>
    </message>
    <message>
        <source>cannot be read, because of a fault in Whence ({}); the other files are read</source>
        <translation>因 Whence 的故障（{}）无法读取；其他文件照常读取</translation>
    </message>
    <message>
        <source>cannot be read: {}</source>
        <translation>无法读取：{}</translation>
    </message>
    <message>
        <source>cannot be read; open the folder that it lies in instead</source>
        <translation>无法读取；请改为打开其所在文件夹</translation>
    </message>
    <message>
        <source>cannot be unpacked (gzip); copy the file again</source>
        <translation>无法解压（gzip）；请重新复制该文件</translation>
    </message>
    <message>
        <source>cannot be unpacked ({})</source>
        <translation>无法解压（{}）</translation>
    </message>
    <message>
        <source>chosen, and hidden with identity</source>
        <translation>已选择，随身份信息隐藏</translation>
    </message>
    <message>
        <source>class map (HiResCAM), not a lesion border</source>
        <translation>类别激活图（HiResCAM），并非病灶边界</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>彩色</translation>
    </message>
    <message>
        <source>complex numbers: their magnitude is shown</source>
        <translation>复数数据：显示其幅值</translation>
    </message>
    <message>
        <source>compression</source>
        <translation>压缩</translation>
    </message>
    <message>
        <source>concurrent</source>
        <translation>判定随出随显</translation>
    </message>
    <message>
        <source>content time {}</source>
        <translation>内容时间 {}</translation>
    </message>
    <message>
        <source>contours of a treatment plan</source>
        <translation>治疗计划的轮廓</translation>
    </message>
    <message>
        <source>contradicts itself about its pixels ({})</source>
        <translation>对像素的描述自相矛盾（{}）</translation>
    </message>
    <message>
        <source>copy set aside</source>
        <translation>另存的副本</translation>
    </message>
    <message>
        <source>coronal reformat</source>
        <translation>冠状面重建</translation>
    </message>
    <message>
        <source>coronal slices</source>
        <translation>冠状面图像</translation>
    </message>
    <message>
        <source>could not be asked</source>
        <translation>未能询问</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>crashed (signal {})</source>
        <translation>已崩溃（信号 {}）</translation>
    </message>
    <message>
        <source>crashed ({})</source>
        <translation>已崩溃（{}）</translation>
    </message>
    <message>
        <source>decoders</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>demonstration</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>衍生图像</translation>
    </message>
    <message>
        <source>describes {} of its {} frames; the header is damaged</source>
        <translation>只描述了 {1} 帧中的 {0} 帧；文件头已损坏</translation>
    </message>
    <message>
        <source>device</source>
        <translation>运行设备</translation>
    </message>
    <message>
        <source>disagree</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>does not begin as a NIfTI file does; copy the file again</source>
        <translation>文件开头不符合 NIfTI 格式；请重新复制该文件</translation>
    </message>
    <message>
        <source>does not say clearly which files hold its values; copy the file again</source>
        <translation>未明确说明哪些文件存放其数值；请重新复制该文件</translation>
    </message>
    <message>
        <source>does not state its axes unambiguously; copy the file again</source>
        <translation>未清楚注明坐标轴；请重新复制该文件</translation>
    </message>
    <message>
        <source>does not state its number of frames; its pixels hold {}</source>
        <translation>未说明帧数；其像素含 {} 帧</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>drag the second arm</source>
        <translation>拖出第二条边</translation>
    </message>
    <message>
        <source>each position occurs {} times and no attribute says why; read as {} repeats in order of instance number</source>
        <translation>每个位置出现 {} 次且无属性说明原因；按实例号顺序视为 {} 次重复</translation>
    </message>
    <message>
        <source>each slice has a Series Instance UID of its own; slices whose headers are otherwise equal are taken together</source>
        <translation>每个层面都有各自的 Series Instance UID；其他头信息相同的层面归为一个序列</translation>
    </message>
    <message>
        <source>earlier results in {} could not be replaced ({}); choose another folder, then run again</source>
        <translation>无法替换 {} 中先前的结果（{}）；请选择其他文件夹后重新运行</translation>
    </message>
    <message>
        <source>echo time {}</source>
        <translation>回波时间 {}</translation>
    </message>
    <message>
        <source>echo {}</source>
        <translation>回波 {}</translation>
    </message>
    <message>
        <source>ended with code {}</source>
        <translation>已结束，代码 {}</translation>
    </message>
    <message>
        <source>ends before half of the values that its header claims; copy the file again</source>
        <translation>文件在其文件头所述数值的一半之前就已结束；请重新复制该文件</translation>
    </message>
    <message>
        <source>ends within its header; copy the file again</source>
        <translation>文件在文件头中途结束；请重新复制该文件</translation>
    </message>
    <message>
        <source>entry {} cannot be unpacked ({})</source>
        <translation>条目 {} 无法解压（{}）</translation>
    </message>
    <message>
        <source>entry {} is a link; it is not followed</source>
        <translation>第 {} 项是链接；不予跟随</translation>
    </message>
    <message>
        <source>entry {} is an archive inside {} others; it is not opened</source>
        <translation>第 {} 项是嵌套 {} 层的压缩包；不予打开</translation>
    </message>
    <message>
        <source>entry {} is damaged or packed in an unknown way</source>
        <translation>第 {} 项已损坏或压缩方式未知</translation>
    </message>
    <message>
        <source>entry {} is locked with a password; unpack it yourself</source>
        <translation>第 {} 项有密码保护；请自行解压</translation>
    </message>
    <message>
        <source>entry {} would leave the archive; it is not opened</source>
        <translation>第 {} 项会写到压缩包之外；不予打开</translation>
    </message>
    <message>
        <source>every slice has its own orientation; ordered by instance number, not a volume</source>
        <translation>各层方位不同；按实例号排序，不构成容积</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>feet</source>
        <translation>足侧</translation>
    </message>
    <message>
        <source>field map</source>
        <translation>场图</translation>
    </message>
    <message>
        <source>files of several patients or studies are given as one series; each is shown as a series of its own</source>
        <translation>多位患者或多次检查的文件被标为同一序列；现各自显示为单独的序列</translation>
    </message>
    <message>
        <source>five slices at a time</source>
        <translation>每次五层</translation>
    </message>
    <message>
        <source>flip angle {}</source>
        <translation>翻转角 {}</translation>
    </message>
    <message>
        <source>flipped</source>
        <translation>已翻转</translation>
    </message>
    <message>
        <source>fluid looks bright ({:.0%} of the inside of the head)</source>
        <translation>液体呈高信号（占颅内的 {:.0%}）</translation>
    </message>
    <message>
        <source>fluid looks dark, and fat {:.1f} times as bright as brain</source>
        <translation>液体呈低信号，脂肪亮度为脑组织的 {:.1f} 倍</translation>
    </message>
    <message>
        <source>folder not found</source>
        <translation>文件夹不存在</translation>
    </message>
    <message>
        <source>folder {}</source>
        <translation>文件夹 {}</translation>
    </message>
    <message>
        <source>for the source network the lesion is {}</source>
        <translation>对来源网络而言，该病灶{}</translation>
    </message>
    <message>
        <source>for the source network the slice is {}</source>
        <translation>对来源判别网络而言，该层{}</translation>
    </message>
    <message>
        <source>frame of reference {}</source>
        <translation>参考坐标系 {}</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前</translation>
    </message>
    <message>
        <source>has a header and no pixels; copy the file again</source>
        <translation>有文件头而无像素；请重新复制该文件</translation>
    </message>
    <message>
        <source>has no DICOM header that can be read</source>
        <translation>没有可读的 DICOM 文件头</translation>
    </message>
    <message>
        <source>has no header ({}) beside it, which says what its values are; copy both files</source>
        <translation>旁边没有说明其数值的头文件（{}）；请将两个文件一并复制</translation>
    </message>
    <message>
        <source>has no such slice, or its slices have no size</source>
        <translation>没有该层面，或层面尺寸为零</translation>
    </message>
    <message>
        <source>head</source>
        <translation>头侧</translation>
    </message>
    <message>
        <source>hidden (privacy mode)</source>
        <translation>已隐藏（隐私模式）</translation>
    </message>
    <message>
        <source>high</source>
        <translation>高</translation>
    </message>
    <message>
        <source>holds a file that is packed more than {}-fold, like a zip bomb</source>
        <translation>含有压缩超过 {} 倍的文件，疑似压缩炸弹</translation>
    </message>
    <message>
        <source>holds fewer pixels than its header says; copy it again</source>
        <translation>像素少于文件头所述；请重新复制</translation>
    </message>
    <message>
        <source>holds fewer slices than its header says</source>
        <translation>层数少于文件头所述</translation>
    </message>
    <message>
        <source>holds more than {} files</source>
        <translation>包含超过 {} 个文件</translation>
    </message>
    <message>
        <source>holds values of a data type that is not read</source>
        <translation>其数值的数据类型不受支持</translation>
    </message>
    <message>
        <source>identity hidden</source>
        <translation>身份信息已隐藏</translation>
    </message>
    <message>
        <source>image type {}</source>
        <translation>图像类型 {}</translation>
    </message>
    <message>
        <source>in an unknown mode</source>
        <translation>未知模式</translation>
    </message>
    <message>
        <source>in the stated proportions</source>
        <translation>按所注明的长宽比</translation>
    </message>
    <message>
        <source>instance number</source>
        <translation>实例号</translation>
    </message>
    <message>
        <source>instance numbers are missing or equal; ordered by position from {} to {}</source>
        <translation>实例号缺失或相同；按位置由{}至{}排序</translation>
    </message>
    <message>
        <source>inversion recovery with {}</source>
        <translation>反转恢复，{}</translation>
    </message>
    <message>
        <source>inversion that darkens fat, with {}</source>
        <translation>抑脂反转恢复，{}</translation>
    </message>
    <message>
        <source>inversion that darkens fluid, with {}</source>
        <translation>抑水反转恢复，{}</translation>
    </message>
    <message>
        <source>inversion time {}</source>
        <translation>反转时间 {}</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>已反相</translation>
    </message>
    <message>
        <source>irregular slice spacing: {:.2f} to {:.2f} mm; some may be missing</source>
        <translation>层间距不规则：{:.2f} 至 {:.2f} mm；可能缺层</translation>
    </message>
    <message>
        <source>irregular slice spacing: {:.2f} to {:.2f} mm; {} slice seems to be missing</source>
        <translation>层间距不规则：{:.2f} 至 {:.2f} mm；似缺 {} 层</translation>
    </message>
    <message>
        <source>irregular slice spacing: {:.2f} to {:.2f} mm; {} slices seem to be missing</source>
        <translation>层间距不规则：{:.2f} 至 {:.2f} mm；似缺 {} 层</translation>
    </message>
    <message>
        <source>is DICOM ({}) but holds no image; it is passed over</source>
        <translation>是 DICOM（{}），但不含图像；已跳过</translation>
    </message>
    <message>
        <source>is DICOM but holds no image; it is passed over</source>
        <translation>是 DICOM 文件但不含图像；已略过</translation>
    </message>
    <message>
        <source>is a folder and no file; it is not opened</source>
        <translation>是文件夹而不是文件；未打开</translation>
    </message>
    <message>
        <source>is a grid, but how many slices it holds is not stated; it is not cut</source>
        <translation>是一幅网格图，但未说明包含多少层面；未切分</translation>
    </message>
    <message>
        <source>is a link that leads out of the opened folder; it is not followed. Open what it leads to instead</source>
        <translation>是指向所打开文件夹之外的链接；未跟随。请改为打开它所指向的内容</translation>
    </message>
    <message>
        <source>is a mosaic, but how many slices it holds is not stated; it is not cut</source>
        <translation>是马赛克图像，但未注明层数；未予拆分</translation>
    </message>
    <message>
        <source>is a pipe, a device or a socket and no ordinary file; it is not opened</source>
        <translation>是管道、设备或套接字，而非普通文件；未打开</translation>
    </message>
    <message>
        <source>is damaged; restart Whence to restore the last good copy</source>
        <translation>已损坏；请重新启动 Whence：将恢复最近的副本</translation>
    </message>
    <message>
        <source>is not a DICOM file, whatever its name says</source>
        <translation>不是 DICOM 文件，无论文件名如何</translation>
    </message>
    <message>
        <source>is not a picture that can be read</source>
        <translation>不是可读的图片</translation>
    </message>
    <message>
        <source>is {} and no image; it is passed over</source>
        <translation>是{}而不是图像；已跳过</translation>
    </message>
    <message>
        <source>it has a single slice</source>
        <translation>仅有一层</translation>
    </message>
    <message>
        <source>it has no slices</source>
        <translation>没有层面</translation>
    </message>
    <message>
        <source>it is a link</source>
        <translation>它是链接</translation>
    </message>
    <message>
        <source>it is a picture file, which may show a name</source>
        <translation>这是图片文件，其中可能显示姓名</translation>
    </message>
    <message>
        <source>it is a secondary capture, which may show a name</source>
        <translation>这是二次截取图像，其中可能显示姓名</translation>
    </message>
    <message>
        <source>it is in colour</source>
        <translation>为彩色</translation>
    </message>
    <message>
        <source>it is larger than {} bytes</source>
        <translation>它大于 {} 字节</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>it is nested more than {} levels deep</source>
        <translation>嵌套超过 {} 层</translation>
    </message>
    <message>
        <source>it is no ordinary file</source>
        <translation>它不是普通文件</translation>
    </message>
    <message>
        <source>it is not JSON ({})</source>
        <translation>它不是 JSON（{}）</translation>
    </message>
    <message>
        <source>it must be of type {}, not {}</source>
        <translation>类型必须是 {}，而不是 {}</translation>
    </message>
    <message>
        <source>it must be {}</source>
        <translation>必须 {}</translation>
    </message>
    <message>
        <source>it starts empty</source>
        <translation>从空白开始</translation>
    </message>
    <message>
        <source>it was made after the examination, and may show a name</source>
        <translation>该图像在检查之后生成，其中可能显示姓名</translation>
    </message>
    <message>
        <source>it would take more than {} GB of memory</source>
        <translation>将占用超过 {} GB 内存</translation>
    </message>
    <message>
        <source>its decoder asked for more than {} GB of memory; it is not read</source>
        <translation>其解码器申请的内存超过 {} GB；未读取该文件</translation>
    </message>
    <message>
        <source>its decoder did not answer within {} s; the file may be damaged: copy it again</source>
        <translation>其解码器在 {} 秒内没有响应；文件可能已损坏：请重新复制</translation>
    </message>
    <message>
        <source>its decoder found no more memory; it is not read</source>
        <translation>其解码器已无可用内存；未读取该文件</translation>
    </message>
    <message>
        <source>its decoder was halted from outside</source>
        <translation>其解码器被外部暂停</translation>
    </message>
    <message>
        <source>its decoder {}</source>
        <translation>其解码器{}</translation>
    </message>
    <message>
        <source>its decoder {}; the file may be damaged: copy it again</source>
        <translation>其解码器{}；文件可能已损坏：请重新复制</translation>
    </message>
    <message>
        <source>its description says {}</source>
        <translation>序列描述含 {}</translation>
    </message>
    <message>
        <source>its file could not be read: {}</source>
        <translation>无法读取其文件：{}</translation>
    </message>
    <message>
        <source>its files were changed while they were read; run again</source>
        <translation>读取期间其文件被更改；请重新运行</translation>
    </message>
    <message>
        <source>its header says that text is burned into the pixels</source>
        <translation>其文件头声明像素中嵌有文字</translation>
    </message>
    <message>
        <source>its header says {}, but it may be {}: {}</source>
        <translation>文件头注明为{}，但可能是{}：{}</translation>
    </message>
    <message>
        <source>its length must be {}</source>
        <translation>长度必须 {}</translation>
    </message>
    <message>
        <source>its modality is one whose images often show a name</source>
        <translation>此类成像设备的图像常显示姓名</translation>
    </message>
    <message>
        <source>its orientation is unknown, or each slice has its own</source>
        <translation>方位未知，或各层方位不同</translation>
    </message>
    <message>
        <source>its pixels are packed in a way that Whence does not read (transfer syntax {}); export it again as plain DICOM</source>
        <translation>其像素的压缩方式 Whence 无法读取（传输语法 {}）；请重新导出为普通 DICOM</translation>
    </message>
    <message>
        <source>its pixels hold {} frames and its header says {}; only those are shown</source>
        <translation>其像素含 {} 帧，而头信息说明为 {} 帧；仅显示后者</translation>
    </message>
    <message>
        <source>its protocol says {}</source>
        <translation>扫描方案含 {}</translation>
    </message>
    <message>
        <source>its results were removed during the run; run again</source>
        <translation>其结果在运行期间被删除；请重新运行</translation>
    </message>
    <message>
        <source>its results were written by another version of Whence, or were changed or damaged since; run again</source>
        <translation>其结果由 Whence 的其他版本写入，或此后被更改或损坏；请重新运行</translation>
    </message>
    <message>
        <source>its slices are shifted relative to each other</source>
        <translation>各层相互错位</translation>
    </message>
    <message>
        <source>its slices are unevenly spaced, {:.2f} to {:.2f} mm apart</source>
        <translation>层间距不均匀，{:.2f} 至 {:.2f} mm</translation>
    </message>
    <message>
        <source>its slices differ in size</source>
        <translation>各层尺寸不同</translation>
    </message>
    <message>
        <source>journal</source>
        <translation>操作记录</translation>
    </message>
    <message>
        <source>key image</source>
        <translation>关键图像</translation>
    </message>
    <message>
        <source>landmarks</source>
        <translation>标志点</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>lengths are stated in {}, which makes the volume {:.6g} mm wide; they are shown as millimetres, and no length is measured</source>
        <translation>长度单位注明为{}，容积宽度将达 {:.6g} mm；现按毫米显示，不测量长度</translation>
    </message>
    <message>
        <source>localiser</source>
        <translation>定位像</translation>
    </message>
    <message>
        <source>looks like {}</source>
        <translation>看似{}</translation>
    </message>
    <message>
        <source>lossy {}</source>
        <translation>有损 {}</translation>
    </message>
    <message>
        <source>low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>lower third</source>
        <translation>下三分之一</translation>
    </message>
    <message>
        <source>make this viewport the active one</source>
        <translation>面板和命令所对应的视口</translation>
    </message>
    <message>
        <source>marks cannot be saved for now: {}</source>
        <translation>您的标记暂时无法保存：{}</translation>
    </message>
    <message>
        <source>may be {}: {}</source>
        <translation>可能是{}：{}</translation>
    </message>
    <message>
        <source>mean {:.4g}, sd {:.3g}</source>
        <translation>均值 {:.4g}，标准差 {:.3g}</translation>
    </message>
    <message>
        <source>mean {}</source>
        <translation>均值 {}</translation>
    </message>
    <message>
        <source>menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>米</translation>
    </message>
    <message>
        <source>microns</source>
        <translation>微米</translation>
    </message>
    <message>
        <source>middle third in depth</source>
        <translation>前后方向中三分之一</translation>
    </message>
    <message>
        <source>middle third in height</source>
        <translation>上下方向中三分之一</translation>
    </message>
    <message>
        <source>named by its maker {}</source>
        <translation>制作者命名为{}</translation>
    </message>
    <message>
        <source>names a file outside its folder; not opened</source>
        <translation>指向其文件夹之外的一个文件；未打开</translation>
    </message>
    <message>
        <source>names a file outside its own folder for its values; it is not opened. Put the file beside the header, and name it there without a path</source>
        <translation>其数值指向自身文件夹之外的文件；未打开。请将该文件放在头文件旁，并在头文件中只写文件名、不写路径</translation>
    </message>
    <message>
        <source>names a file that is not there; copy the whole disc again</source>
        <translation>所列文件有一个不存在；请重新复制整张光盘</translation>
    </message>
    <message>
        <source>names {} files outside its folder; not opened</source>
        <translation>指向其文件夹之外的 {} 个文件；未打开</translation>
    </message>
    <message>
        <source>names {} files that are not there; copy the whole disc again</source>
        <translation>所列文件有 {} 个不存在；请重新复制整张光盘</translation>
    </message>
    <message>
        <source>near the midline</source>
        <translation>近中线</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新</translation>
    </message>
    <message>
        <source>no NVIDIA card with a working driver was found</source>
        <translation>未找到驱动正常的 NVIDIA 显卡</translation>
    </message>
    <message>
        <source>no Series Instance UID; the files of one folder with the same series number and description are taken together</source>
        <translation>没有 Series Instance UID；同一文件夹中序列号和描述相同的文件归为一个序列</translation>
    </message>
    <message>
        <source>no answer for half a minute</source>
        <translation>半分钟没有响应</translation>
    </message>
    <message>
        <source>no attention map</source>
        <translation>无注意力图</translation>
    </message>
    <message>
        <source>no head in this slice</source>
        <translation>本层未见头部</translation>
    </message>
    <message>
        <source>no image in {} files. Choose a folder that holds {} files</source>
        <translation>{} 个文件中没有图像。请选择含有 {} 文件的文件夹</translation>
    </message>
    <message>
        <source>no image in {} files; {}. Choose a folder that holds {} files</source>
        <translation>{} 个文件中没有图像；{}。请选择含有 {} 文件的文件夹</translation>
    </message>
    <message>
        <source>no image was found</source>
        <translation>未找到图像</translation>
    </message>
    <message>
        <source>no image was found under {}, but for pictures from earlier results; choose another folder</source>
        <translation>除早先结果中的图片外，在 {} 下未找到图像；请选择其他文件夹</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>无网络</translation>
    </message>
    <message>
        <source>no outlined lesion is large and bright enough for the source network</source>
        <translation>勾画的病灶均不够大或不够亮，来源网络无法读取</translation>
    </message>
    <message>
        <source>no pixel inside</source>
        <translation>区域内无像素</translation>
    </message>
    <message>
        <source>no presence bundle in {}; see `python main.py doctor`</source>
        <translation>{} 中没有肿瘤检出网络包；请运行 `python main.py doctor`</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>no slice could be read</source>
        <translation>没有可分析的层面</translation>
    </message>
    <message>
        <source>no slice of its series can be read</source>
        <translation>其序列中没有可读的层面</translation>
    </message>
    <message>
        <source>no source network read this</source>
        <translation>没有来源判别网络分析过</translation>
    </message>
    <message>
        <source>no tumour</source>
        <translation>无肿瘤</translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation>未分析</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未请求</translation>
    </message>
    <message>
        <source>not every slice was read</source>
        <translation>并非每一层都已分析</translation>
    </message>
    <message>
        <source>not everything could be deleted ({}); close other Whence windows and try again</source>
        <translation>未能全部清除（{}）；请关闭 Whence 的其他窗口后重试</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>尚未分析</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>not yet viewed</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>nothing marked yet</source>
        <translation>尚无标记</translation>
    </message>
    <message>
        <source>nothing opened yet</source>
        <translation>尚未打开任何检查</translation>
    </message>
    <message>
        <source>oblique slices</source>
        <translation>斜面图像</translation>
    </message>
    <message>
        <source>on request</source>
        <translation>按需显示判定</translation>
    </message>
    <message>
        <source>on {}</source>
        <translation>运行于 {}</translation>
    </message>
    <message>
        <source>one collection</source>
        <translation>一个数据集</translation>
    </message>
    <message>
        <source>one end</source>
        <translation>一端</translation>
    </message>
    <message>
        <source>one-collection</source>
        <translation>单一数据集</translation>
    </message>
    <message>
        <source>only this viewport, and back</source>
        <translation>仅显示此视口，再次双击返回</translation>
    </message>
    <message>
        <source>open now</source>
        <translation>当前打开</translation>
    </message>
    <message>
        <source>opening the network</source>
        <translation>正在打开网络</translation>
    </message>
    <message>
        <source>or press Ctrl+O to choose one.
Ctrl+Shift+O opens the sample.</source>
        <translation>或按 Ctrl+O 选择文件夹。
Ctrl+Shift+O 打开示例。</translation>
    </message>
    <message>
        <source>orientation is missing or invalid; sides are unknown</source>
        <translation>方位未注明或无效；左右侧未知</translation>
    </message>
    <message>
        <source>orientation is not stated in the file; left and right may be swapped</source>
        <translation>文件未注明方位；左右可能颠倒</translation>
    </message>
    <message>
        <source>other files have the same headers and other pixels; both are shown, so check which is meant</source>
        <translation>另有文件的头信息相同而像素不同；两者均予显示，请核对应使用哪一个</translation>
    </message>
    <message>
        <source>overwritten</source>
        <translation>已覆盖</translation>
    </message>
    <message>
        <source>page {} of {}</source>
        <translation>第 {} 页，共 {} 页</translation>
    </message>
    <message>
        <source>pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>peek at attention</source>
        <translation>暂看注意力图</translation>
    </message>
    <message>
        <source>perfusion</source>
        <translation>灌注</translation>
    </message>
    <message>
        <source>perhaps lossy {}</source>
        <translation>可能有损 {}</translation>
    </message>
    <message>
        <source>pictures are withheld while identity is hidden: {}</source>
        <translation>身份隐藏期间不提供图像：{}</translation>
    </message>
    <message>
        <source>pictures of {} withheld</source>
        <translation>{} 个序列的图像未提供</translation>
    </message>
    <message>
        <source>pictures or report: {}</source>
        <translation>图片或报告：{}</translation>
    </message>
    <message>
        <source>pictures: sequence, orientation and spacing are unknown; distances are not valid</source>
        <translation>图片文件：序列类型、方位和间距未知；距离测量无效</translation>
    </message>
    <message>
        <source>pixel spacing is not stated; shown {}, distances are not valid</source>
        <translation>未注明像素间距；{}显示，距离测量无效</translation>
    </message>
    <message>
        <source>place unknown</source>
        <translation>位置未知</translation>
    </message>
    <message>
        <source>plain T1, its description says {}</source>
        <translation>T1 平扫，序列描述含 {}</translation>
    </message>
    <message>
        <source>plain T1, its protocol says {}</source>
        <translation>T1 平扫，扫描方案含 {}</translation>
    </message>
    <message>
        <source>positions of frames are not stated</source>
        <translation>未注明各帧位置</translation>
    </message>
    <message>
        <source>positions of frames are not stated; taken {:g} mm apart along the normal</source>
        <translation>未注明各帧位置；按沿法线间隔 {:g} mm 处理</translation>
    </message>
    <message>
        <source>positions of slices are missing</source>
        <translation>缺少层面位置</translation>
    </message>
    <message>
        <source>posterior third</source>
        <translation>后三分之一</translation>
    </message>
    <message>
        <source>presence</source>
        <translation>肿瘤检出</translation>
    </message>
    <message>
        <source>presence network</source>
        <translation>肿瘤检出网络</translation>
    </message>
    <message>
        <source>present, source not sure</source>
        <translation>有肿瘤，来源不确定</translation>
    </message>
    <message>
        <source>press V on the desk to see it</source>
        <translation>在阅片台按 V 查看</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>原发性</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>processor (safe mode), torch {}</source>
        <translation>处理器（安全模式要求），torch {}</translation>
    </message>
    <message>
        <source>processor ({}, {} threads), torch {}; {}</source>
        <translation>处理器（{}，{} 线程），torch {}；{}</translation>
    </message>
    <message>
        <source>proton density</source>
        <translation>质子密度</translation>
    </message>
    <message>
        <source>raw data of the scanner</source>
        <translation>扫描仪的原始数据</translation>
    </message>
    <message>
        <source>read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>read by network {}</source>
        <translation>由网络 {} 分析</translation>
    </message>
    <message>
        <source>read, not yet shown</source>
        <translation>已分析，尚未显示</translation>
    </message>
    <message>
        <source>reader first</source>
        <translation>医师先读</translation>
    </message>
    <message>
        <source>reader&apos;s key image · {}</source>
        <translation>阅片医师关键图像 · {}</translation>
    </message>
    <message>
        <source>reader: {}</source>
        <translation>阅片医师：{}</translation>
    </message>
    <message>
        <source>reading {} of {}</source>
        <translation>正在分析 {}/{}</translation>
    </message>
    <message>
        <source>repeat {}</source>
        <translation>重复 {}</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>已报告</translation>
    </message>
    <message>
        <source>results cannot be written into {} ({}); choose another folder</source>
        <translation>无法将结果写入 {}（{}）；请选择其他文件夹</translation>
    </message>
    <message>
        <source>results may not go into the folder that is read; choose another folder</source>
        <translation>结果不能写入所读取的文件夹；请选择其他文件夹</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>row {} is missing</source>
        <translation>缺少第 {} 行</translation>
    </message>
    <message>
        <source>row {} was altered</source>
        <translation>第 {} 行被改动</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>sagittal reformat</source>
        <translation>矢状面重建</translation>
    </message>
    <message>
        <source>sagittal slices</source>
        <translation>矢状面图像</translation>
    </message>
    <message>
        <source>scroll through the slices</source>
        <translation>逐层翻阅</translation>
    </message>
    <message>
        <source>secondary</source>
        <translation>继发性（转移）</translation>
    </message>
    <message>
        <source>secondary {}</source>
        <translation>继发性 {}</translation>
    </message>
    <message>
        <source>sequence unknown: the file has no header that tells</source>
        <translation>序列类型未知：文件头无相关信息</translation>
    </message>
    <message>
        <source>series of several patients are given as one study; each is shown as a study of its own</source>
        <translation>多位患者的序列被标为同一检查；现各自显示为单独的检查</translation>
    </message>
    <message>
        <source>series {}</source>
        <translation>序列 {}</translation>
    </message>
    <message>
        <source>several frames of reference; positions may not be comparable</source>
        <translation>存在多个参考坐标系；位置可能不可比</translation>
    </message>
    <message>
        <source>several slices share a position</source>
        <translation>多个层面位置相同</translation>
    </message>
    <message>
        <source>several slices share one SOP Instance UID</source>
        <translation>多个层面共用一个 SOP 实例 UID</translation>
    </message>
    <message>
        <source>slice positions are missing; ordered by {}</source>
        <translation>缺少层面位置；按{}排序</translation>
    </message>
    <message>
        <source>slice {}</source>
        <translation>层面 {}</translation>
    </message>
    <message>
        <source>slice {} / {}</source>
        <translation>层 {} / {}</translation>
    </message>
    <message>
        <source>slice {}/{}</source>
        <translation>层 {}/{}</translation>
    </message>
    <message>
        <source>slices are shifted sideways relative to each other by more than a millimetre</source>
        <translation>各层横向错位超过 1 mm</translation>
    </message>
    <message>
        <source>slices of a mosaic of unknown sequence</source>
        <translation>序列类型未知的马赛克图像层面</translation>
    </message>
    <message>
        <source>slices {} to {}</source>
        <translation>层面 {} 至 {}</translation>
    </message>
    <message>
        <source>so far {}</source>
        <translation>目前 {}</translation>
    </message>
    <message>
        <source>some files leave empty what others state ({}); they are taken for the same patient&apos;s</source>
        <translation>部分文件未填写其他文件已注明的内容（{}）；视为同一患者的文件</translation>
    </message>
    <message>
        <source>source</source>
        <translation>来源判别</translation>
    </message>
    <message>
        <source>source network</source>
        <translation>来源判别网络</translation>
    </message>
    <message>
        <source>spectroscopy</source>
        <translation>波谱数据</translation>
    </message>
    <message>
        <source>stack {}</source>
        <translation>层组 {}</translation>
    </message>
    <message>
        <source>stated</source>
        <translation>已注明</translation>
    </message>
    <message>
        <source>states an impossible size; copy the file again</source>
        <translation>声明的尺寸不可能属实；请重新复制该文件</translation>
    </message>
    <message>
        <source>states an orientation without extent; copy the file again</source>
        <translation>所述方位没有空间范围；请重新复制该文件</translation>
    </message>
    <message>
        <source>states impossibly large slices; copy it again</source>
        <translation>声明的层面过大，不可能属实；请重新复制</translation>
    </message>
    <message>
        <source>states {} frames; the header is damaged</source>
        <translation>声明有 {} 帧；文件头已损坏</translation>
    </message>
    <message>
        <source>states {} rows and {} columns</source>
        <translation>声明有 {} 行 {} 列</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>study list</source>
        <translation>检查列表</translation>
    </message>
    <message>
        <source>takes {} GB of memory, too much for this computer; open it on a larger one</source>
        <translation>需要 {} GB 内存，超出本计算机的能力；请在内存更大的计算机上打开</translation>
    </message>
    <message>
        <source>the acquisition contrast is {}</source>
        <translation>采集对比为 {}</translation>
    </message>
    <message>
        <source>the archive cannot be read ({})</source>
        <translation>无法读取压缩包（{}）</translation>
    </message>
    <message>
        <source>the attention map was dropped to save memory; press V to read the slice again</source>
        <translation>为节省内存，此层的注意力图未保留；按 V 重新分析</translation>
    </message>
    <message>
        <source>the axes are not at right angles; slices are shown as if they were</source>
        <translation>坐标轴不互相垂直；按垂直显示</translation>
    </message>
    <message>
        <source>the b-value is {:g}</source>
        <translation>b 值为 {:g}</translation>
    </message>
    <message>
        <source>the bundle in the folder {} is for the task {}; move it to the folder of its task</source>
        <translation>文件夹 {} 中的网络包用于任务“{}”；请把它移到对应任务的文件夹</translation>
    </message>
    <message>
        <source>the chosen tool: window or measure</source>
        <translation>当前工具：调窗或测量</translation>
    </message>
    <message>
        <source>the chosen tool; without one: {}</source>
        <translation>当前工具，或{}</translation>
    </message>
    <message>
        <source>the codec does not understand it ({})</source>
        <translation>编解码器无法解读该文件（{}）</translation>
    </message>
    <message>
        <source>the declared character set is wrong; text was read as {}</source>
        <translation>声明的字符集有误；文字按 {} 读取</translation>
    </message>
    <message>
        <source>the disk reports an error for {}; check the disk and restart Whence</source>
        <translation>读写 {} 时磁盘出错；请检查磁盘并重新启动 Whence</translation>
    </message>
    <message>
        <source>the file does not say how large a pixel is, so the source network cannot read the lesion</source>
        <translation>文件未说明像素大小，因此来源网络无法读取该病灶</translation>
    </message>
    <message>
        <source>the file states two orientations that differ; its sform is shown</source>
        <translation>文件注明的两种方位不一致；按 sform 显示</translation>
    </message>
    <message>
        <source>the file states two voxel sizes, {:.4g} x {:.4g} x {:.4g} (sform, shown) and {:.4g} x {:.4g} x {:.4g} (pixdim); no length is measured</source>
        <translation>文件注明了两种体素尺寸：{:.4g} x {:.4g} x {:.4g}（sform，按此显示）和 {:.4g} x {:.4g} x {:.4g}（pixdim）；不测量长度</translation>
    </message>
    <message>
        <source>the file with its values ({}) is missing; copy both</source>
        <translation>缺少存放其数值的文件（{}）；请将两个文件一并复制</translation>
    </message>
    <message>
        <source>the folder cannot be opened ({})</source>
        <translation>无法打开文件夹（{}）</translation>
    </message>
    <message>
        <source>the folder of {} is missing; check that its drive is connected</source>
        <translation>找不到 {} 所在的文件夹；请检查其磁盘是否已连接</translation>
    </message>
    <message>
        <source>the font {} is missing or damaged; install Whence again</source>
        <translation>字体 {} 缺失或损坏；请重新安装 Whence</translation>
    </message>
    <message>
        <source>the header calls it angiography</source>
        <translation>文件头注明为血管成像</translation>
    </message>
    <message>
        <source>the header cannot be read ({}); copy the file again</source>
        <translation>无法读取文件头（{}）；请重新复制该文件</translation>
    </message>
    <message>
        <source>the header contradicts itself ({})</source>
        <translation>文件头自相矛盾（{}）</translation>
    </message>
    <message>
        <source>the header is wrong about where values begin; they are read from byte {}, and rows may be shifted</source>
        <translation>文件头所述的数值起始位置有误；现从第 {} 字节读取，图像行可能错位</translation>
    </message>
    <message>
        <source>the header makes the volume {:.6g} mm wide; no length is measured</source>
        <translation>按文件头，容积宽度为 {:.6g} mm；不测量长度</translation>
    </message>
    <message>
        <source>the header mentions no contrast agent; the networks expect contrast-enhanced T1</source>
        <translation>文件头未见对比剂信息；网络要求 T1 增强图像</translation>
    </message>
    <message>
        <source>the image type is {}</source>
        <translation>图像类型为 {}</translation>
    </message>
    <message>
        <source>the installed networks have changed; restart Whence</source>
        <translation>已安装的网络已更换；请重新启动 Whence</translation>
    </message>
    <message>
        <source>the intercept of values is no number; it is taken as 0</source>
        <translation>数值的截距不是数字；按 0 处理</translation>
    </message>
    <message>
        <source>the last good copy of {} has not been restored yet; free some disk space and restart Whence</source>
        <translation>尚未恢复 {} 最近的完好副本；请释放一些磁盘空间，然后重新启动 Whence</translation>
    </message>
    <message>
        <source>the last good copy was restored</source>
        <translation>已恢复最近的完好副本</translation>
    </message>
    <message>
        <source>the machine&apos;s outline, not a measurement by the reader</source>
        <translation>机器勾画的轮廓，并非阅片者的测量</translation>
    </message>
    <message>
        <source>the name of the sequence begins with {}</source>
        <translation>序列名以 {} 开头</translation>
    </message>
    <message>
        <source>the networks are being closed</source>
        <translation>网络正在关闭</translation>
    </message>
    <message>
        <source>the networks could not be asked about {} of {} slices</source>
        <translation>未能就 {} 个层面（共 {} 个）询问网络</translation>
    </message>
    <message>
        <source>the networks failed: {}</source>
        <translation>网络运行失败：{}</translation>
    </message>
    <message>
        <source>the networks gave no answer</source>
        <translation>网络没有给出结果</translation>
    </message>
    <message>
        <source>the networks returned no number</source>
        <translation>网络返回的不是数值</translation>
    </message>
    <message>
        <source>the networks&apos; process</source>
        <translation>网络进程</translation>
    </message>
    <message>
        <source>the networks&apos; process ended {} times in a row and waits to be asked again; close some programs first, or start Whence with --safe</source>
        <translation>网络进程连续结束 {} 次，等待再次询问；请先关闭一些程序，或使用 --safe 启动 Whence</translation>
    </message>
    <message>
        <source>the orientation that the file states cannot be true; left and right may be swapped</source>
        <translation>文件所述方位不可能成立；左右可能互换</translation>
    </message>
    <message>
        <source>the other</source>
        <translation>另一端</translation>
    </message>
    <message>
        <source>the pixels cannot be decoded (transfer syntax {}, {}); the file may be cut short: copy it again</source>
        <translation>像素无法解码（传输语法 {}，{}）；文件可能不完整：请重新复制</translation>
    </message>
    <message>
        <source>the presence score is too near its threshold</source>
        <translation>肿瘤检出分数过于接近阈值</translation>
    </message>
    <message>
        <source>the quaternion of the file is no rotation; the nearest is shown, and sides may be wrong</source>
        <translation>文件的四元数不是旋转；按最接近的旋转显示，左右可能有误</translation>
    </message>
    <message>
        <source>the reader&apos;s own reading, after a verdict was seen: {}</source>
        <translation>阅片医师自己的判读（看到判定之后）：{}</translation>
    </message>
    <message>
        <source>the reader&apos;s own reading, before any verdict was seen: {}</source>
        <translation>阅片医师自己的判读（看到判定之前）：{}</translation>
    </message>
    <message>
        <source>the samples are missing; install Whence again</source>
        <translation>样本缺失；请重新安装 Whence</translation>
    </message>
    <message>
        <source>the sform of the file is no orientation; its qform is shown</source>
        <translation>文件的 sform 不是有效方位；按其 qform 显示</translation>
    </message>
    <message>
        <source>the source network is near one half</source>
        <translation>来源判别概率接近 50 %</translation>
    </message>
    <message>
        <source>the source network is not calibrated on real metastases, so it never rules one out</source>
        <translation>来源网络未用真实转移瘤校准，因此从不排除转移瘤</translation>
    </message>
    <message>
        <source>the source score is usual for both sources</source>
        <translation>该来源分数在两类来源中均常见</translation>
    </message>
    <message>
        <source>the stack is tilted by {:.1f} degrees relative to its slices (gantry tilt); reformats correct for it</source>
        <translation>层组相对层面倾斜 {:.1f} 度（机架倾斜）；重建时已校正</translation>
    </message>
    <message>
        <source>the study list cannot be read: {}</source>
        <translation>无法读取检查列表：{}</translation>
    </message>
    <message>
        <source>the study list cannot be saved for now, as its file cannot be opened: {}</source>
        <translation>检查列表暂时无法保存，因为打不开其文件：{}</translation>
    </message>
    <message>
        <source>the study list was not saved: {}</source>
        <translation>检查列表未能保存：{}</translation>
    </message>
    <message>
        <source>the volume is damaged; copy the file again</source>
        <translation>容积数据已损坏；请重新复制该文件</translation>
    </message>
    <message>
        <source>there is no space left for {}; free some disk space</source>
        <translation>没有空间保存 {}；请释放一些磁盘空间</translation>
    </message>
    <message>
        <source>there is no verdict to report yet: read the series first (V)</source>
        <translation>尚无可报告的判定：请先分析该序列 (V)</translation>
    </message>
    <message>
        <source>this build of Whence does not use graphics cards</source>
        <translation>此版本的 Whence 不使用显卡</translation>
    </message>
    <message>
        <source>this mark was not saved: {}</source>
        <translation>该标记未能保存：{}</translation>
    </message>
    <message>
        <source>this slice has no such map</source>
        <translation>本层没有此类图</translation>
    </message>
    <message>
        <source>this version of Whence does not know it</source>
        <translation>此版本的 Whence 不认识它</translation>
    </message>
    <message>
        <source>time {}</source>
        <translation>时间 {}</translation>
    </message>
    <message>
        <source>tracts</source>
        <translation>纤维束</translation>
    </message>
    <message>
        <source>trigger time {}</source>
        <translation>触发时间 {}</translation>
    </message>
    <message>
        <source>tumour</source>
        <translation>肿瘤</translation>
    </message>
    <message>
        <source>tumour present {}</source>
        <translation>存在肿瘤 {}</translation>
    </message>
    <message>
        <source>turned {}°</source>
        <translation>已旋转 {}°</translation>
    </message>
    <message>
        <source>two series have the same UID; only one can have results here</source>
        <translation>两个序列的 UID 相同；此处只能存放其中一个的结果</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>unknown sequence</source>
        <translation>序列类型未知</translation>
    </message>
    <message>
        <source>unlike what the network was trained on</source>
        <translation>与网络的训练图像不同</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>upper third</source>
        <translation>上三分之一</translation>
    </message>
    <message>
        <source>validated</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>value {} at row {}, column {}</source>
        <translation>值 {}，第 {} 行，第 {} 列</translation>
    </message>
    <message>
        <source>version {}</source>
        <translation>版本 {}</translation>
    </message>
    <message>
        <source>viewed</source>
        <translation>已查看</translation>
    </message>
    <message>
        <source>volume {}</source>
        <translation>容积 {}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>was changed by a transfer as text; copy the file again, as binary</source>
        <translation>文件在以文本方式传输时被改动；请以二进制方式重新复制</translation>
    </message>
    <message>
        <source>was ended by the system, probably because memory ran out</source>
        <translation>被系统结束，很可能是内存不足</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>when the reader asked (on request)</source>
        <translation>应阅片医师要求显示（按需显示判定）</translation>
    </message>
    <message>
        <source>window</source>
        <translation>调窗</translation>
    </message>
    <message>
        <source>without a reader (batch)</source>
        <translation>无阅片医师参与（批处理）</translation>
    </message>
    <message>
        <source>would unpack to more than {} MB</source>
        <translation>解压后将超过 {} MB</translation>
    </message>
    <message>
        <source>would unpack to more than {} MB; it is not opened</source>
        <translation>解压后将超过 {} MB；未打开</translation>
    </message>
    <message>
        <source>your place cannot be saved for now: {}</source>
        <translation>您离开时的位置暂时无法保存：{}</translation>
    </message>
    <message>
        <source>your place was not saved: {}</source>
        <translation>您离开时的位置未能保存：{}</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>zoom {:.2g}x</source>
        <translation>缩放 {:.2g} 倍</translation>
    </message>
    <message>
        <source>{:.0f} × {:.0f} mm</source>
        <translation>{:.0f} × {:.0f} mm</translation>
    </message>
    <message>
        <source>{:.0f} × {:.0f} pixels (millimetres unknown)</source>
        <translation>{:.0f} × {:.0f} 像素（毫米数未知）</translation>
    </message>
    <message>
        <source>{:.1f} GB free for records and reports</source>
        <translation>可用于记录和报告的空间 {:.1f} GB</translation>
    </message>
    <message>
        <source>{:.2g} mm apart</source>
        <translation>层间距 {:.2g} mm</translation>
    </message>
    <message>
        <source>{:.3g} ml</source>
        <translation>{:.3g} ml</translation>
    </message>
    <message>
        <source>{:.4g} to {:.4g}</source>
        <translation>{:.4g} 至 {:.4g}</translation>
    </message>
    <message>
        <source>{network}: {words}</source>
        <translation>{network}：{words}</translation>
    </message>
    <message>
        <source>{opinion}, the machine said: {outcome} (seen {mode}, network {network})</source>
        <translation>{opinion}，机器判定：{outcome}（查看方式：{mode}，网络 {network}）</translation>
    </message>
    <message>
        <source>{says} {later}</source>
        <translation>{says}{later}</translation>
    </message>
    <message>
        <source>{task}: {caution}</source>
        <translation>{task}：{caution}</translation>
    </message>
    <message>
        <source>{words} ({network})</source>
        <translation>{words}（{network}）</translation>
    </message>
    <message>
        <source>{} (positive from {})</source>
        <translation>{}（自 {} 起为阳性）</translation>
    </message>
    <message>
        <source>{} ({} rows before it are sound); the file was changed from outside</source>
        <translation>{}（之前 {} 行正常）；文件曾被外部改动</translation>
    </message>
    <message>
        <source>{} ({}): the networks read contrast-enhanced T1</source>
        <translation>{}（{}）：网络只分析 T1 增强图像</translation>
    </message>
    <message>
        <source>{} ({}, {}) is intact. {}. {}</source>
        <translation>{}（{}，{}）完好。{}。{}</translation>
    </message>
    <message>
        <source>{} You can copy the report instead.</source>
        <translation>{} 您可以改为复制报告。</translation>
    </message>
    <message>
        <source>{} collections</source>
        <translation>{} 个数据集</translation>
    </message>
    <message>
        <source>{} could not answer ({}); see Help &gt; Log</source>
        <translation>{}无法应答（{}）；请参阅“帮助 &gt; 日志”</translation>
    </message>
    <message>
        <source>{} could not be asked</source>
        <translation>{} 未能询问</translation>
    </message>
    <message>
        <source>{} could not be installed ({}); free some disk space or ask your administrator</source>
        <translation>{} 无法安装（{}）；请释放一些空间或询问计算机管理员</translation>
    </message>
    <message>
        <source>{} could not be read</source>
        <translation>{} 无法读取</translation>
    </message>
    <message>
        <source>{} could not be started ({}); install Whence again or free some memory</source>
        <translation>{}无法启动（{}）；请重新安装 Whence 或释放一些内存</translation>
    </message>
    <message>
        <source>{} could not be written ({}); free some space or choose another folder, then run again</source>
        <translation>{} 无法写入（{}）；请释放一些空间或选择其他文件夹后重新运行</translation>
    </message>
    <message>
        <source>{} did not answer any more and was ended</source>
        <translation>{}不再响应，已被终止</translation>
    </message>
    <message>
        <source>{} failed</source>
        <translation>{} 失败</translation>
    </message>
    <message>
        <source>{} failed: {}</source>
        <translation>{}失败：{}</translation>
    </message>
    <message>
        <source>{} file is a copy of another and left out</source>
        <translation>{} 个文件是重复副本，已略去</translation>
    </message>
    <message>
        <source>{} files are copies of another and left out</source>
        <translation>{} 个文件是重复副本，已略去</translation>
    </message>
    <message>
        <source>{} holds the invisible character {}</source>
        <translation>{} 含有不可见字符 {}</translation>
    </message>
    <message>
        <source>{} is damaged; restart Whence to restore the last good copy</source>
        <translation>{} 已损坏；请重新启动 Whence，以恢复最近的完好副本</translation>
    </message>
    <message>
        <source>{} is no number</source>
        <translation>{} 不是数字</translation>
    </message>
    <message>
        <source>{} is not a bundle: it is not a folder with a model.json</source>
        <translation>{} 不是网络包：它不是含有 model.json 的文件夹</translation>
    </message>
    <message>
        <source>{} is not a bundle: model.json cannot be read, {}; install the bundle again</source>
        <translation>{} 不是网络包：无法读取 model.json，{}；请重新安装网络包</translation>
    </message>
    <message>
        <source>{} is not known to this version of Whence</source>
        <translation>此版本的 Whence 不认识 {}</translation>
    </message>
    <message>
        <source>{} is not writable: settings and the log will not be saved; make it writable, or set HOME to a writable folder</source>
        <translation>{} 不可写：设置和日志将不会保存。请将其设为可写，或将 HOME 指向可写的文件夹</translation>
    </message>
    <message>
        <source>{} is there twice</source>
        <translation>{} 出现了两次</translation>
    </message>
    <message>
        <source>{} lacks something that its last good copy holds. That copy is kept as {}.</source>
        <translation>{} 缺少其最近完好副本中的内容。该副本另存为 {}。</translation>
    </message>
    <message>
        <source>{} new</source>
        <translation>新检查 {} 个</translation>
    </message>
    <message>
        <source>{} not analysed</source>
        <translation>{} 未分析</translation>
    </message>
    <message>
        <source>{} of its slices are {}</source>
        <translation>其中 {} 层{}</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} / {}</translation>
    </message>
    <message>
        <source>{} of {} series read</source>
        <translation>已分析 {}/{} 个序列</translation>
    </message>
    <message>
        <source>{} of {} slices</source>
        <translation>{}/{} 个层面</translation>
    </message>
    <message>
        <source>{} of {} slices could not be read</source>
        <translation>{} 个层面（共 {} 个）无法读取</translation>
    </message>
    <message>
        <source>{} or {}</source>
        <translation>{} 或 {}</translation>
    </message>
    <message>
        <source>{} read</source>
        <translation>{} 层已分析</translation>
    </message>
    <message>
        <source>{} read in part</source>
        <translation>{} 个部分读取</translation>
    </message>
    <message>
        <source>{} rows, none altered, none missing</source>
        <translation>{} 行，无改动，无缺失</translation>
    </message>
    <message>
        <source>{} running</source>
        <translation>{} 个进行中</translation>
    </message>
    <message>
        <source>{} skipped</source>
        <translation>{} 跳过</translation>
    </message>
    <message>
        <source>{} slices share a position with another</source>
        <translation>{} 个层面与其他层面位置相同</translation>
    </message>
    <message>
        <source>{} values per voxel: the first is shown</source>
        <translation>每个体素有 {} 个数值：显示第一个</translation>
    </message>
    <message>
        <source>{} was changed after it was shown; choose it again to see what it is now</source>
        <translation>{} 在显示之后已被更改；请重新选择，以查看其现在的内容</translation>
    </message>
    <message>
        <source>{} was damaged: {}. The damaged file is kept as {}.</source>
        <translation>{} 已损坏：{}。损坏的文件另存为 {}。</translation>
    </message>
    <message>
        <source>{} was empty: {}.</source>
        <translation>{} 是空的：{}。</translation>
    </message>
    <message>
        <source>{} was reassigned from “{}”.</source>
        <translation>{} 原属于“{}”，已改用。</translation>
    </message>
    <message>
        <source>{} was stopped</source>
        <translation>{}已停止</translation>
    </message>
    <message>
        <source>{} was written by a newer Whence; install that version</source>
        <translation>{} 由更新版本的 Whence 写入；请安装该版本</translation>
    </message>
    <message>
        <source>{} with {:.0f} GB, torch {}</source>
        <translation>{}，{:.0f} GB，torch {}</translation>
    </message>
    <message>
        <source>{} {}</source>
        <translation>{}{}</translation>
    </message>
    <message>
        <source>{} × {}, pixel {:.2f} × {:.2f} mm</source>
        <translation>{} × {}，像素 {:.2f} × {:.2f} mm</translation>
    </message>
    <message>
        <source>{}, TI {:g} ms</source>
        <translation>{}，TI {:g} ms</translation>
    </message>
    <message>
        <source>{}, fingerprint {}. {}</source>
        <translation>{}，指纹 {}。{}</translation>
    </message>
    <message>
        <source>{}, last changed {}; to use it again, close Whence and rename it to {}</source>
        <translation>{}，最后更改于 {}；若要重新使用，请关闭 Whence 并将其重命名为 {}</translation>
    </message>
    <message>
        <source>{}, spacing {}</source>
        <translation>{}，间距 {}</translation>
    </message>
    <message>
        <source>{}, {:.2g}:1</source>
        <translation>{}，{:.2g}:1</translation>
    </message>
    <message>
        <source>{}, {}</source>
        <translation>{}，{}</translation>
    </message>
    <message>
        <source>{}. It contains no patient data. {}</source>
        <translation>{}。不含患者数据。{}</translation>
    </message>
    <message>
        <source>{}: decodes</source>
        <translation>{}：可解码</translation>
    </message>
    <message>
        <source>{}: decodes incorrectly; do not read such images on this computer</source>
        <translation>{}：解码有误；请勿在此阅读此类图像</translation>
    </message>
    <message>
        <source>{}: free some space before annotating a folder</source>
        <translation>{}：批量标注前请释放一些空间</translation>
    </message>
    <message>
        <source>{}: model.json cannot be used because of its field {}: {}; install the bundle again, or ask who made it</source>
        <translation>{}：model.json 的字段 {} 使其无法使用：{}；请重新安装网络包，或询问其制作者</translation>
    </message>
    <message>
        <source>{}: model.json is not that of a bundle: {}; install the bundle again, or ask who made it</source>
        <translation>{}：model.json 不是网络包的：{}；请重新安装网络包，或询问其制作者</translation>
    </message>
    <message>
        <source>{}: probability that a tumour is present</source>
        <translation>{}：存在肿瘤的概率</translation>
    </message>
    <message>
        <source>{}: schema {} of model.json is not known to this version of Whence; update Whence or the bundle</source>
        <translation>{}：此版本的 Whence 不认识 model.json 的格式 {}；请更新 Whence 或网络包</translation>
    </message>
    <message>
        <source>{}: the network returns no number for a test slice; not installed</source>
        <translation>{}：网络对试验层面未给出有效数值；未安装</translation>
    </message>
    <message>
        <source>{}: the networks read contrast-enhanced T1</source>
        <translation>{}：网络只分析 T1 增强图像</translation>
    </message>
    <message>
        <source>{}: the networks read contrast-enhanced T1 MR only</source>
        <translation>{}：网络只分析 MR 的 T1 增强图像</translation>
    </message>
    <message>
        <source>{}: the networks were trained on tumour-free slices of the axial plane only</source>
        <translation>{}：网络训练所用的无肿瘤图像仅有横断面</translation>
    </message>
    <message>
        <source>{}: the weights do not fit model.json ({}); install the bundle again</source>
        <translation>{}：权重与 model.json 不符（{}）；请重新安装网络包</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
    <message>
        <source>{}: {} cannot be read ({}); install the bundle again</source>
        <translation>{}：无法读取 {}（{}）；请重新安装网络包</translation>
    </message>
    <message>
        <source>{}: {} holds the invisible character {}; install the bundle again, or ask who made it</source>
        <translation>{}：{} 含有不可见字符 {}；请重新安装网络包，或询问其制作者</translation>
    </message>
    <message>
        <source>{}: {} is missing; install it again</source>
        <translation>{}：缺少 {}；请重新安装</translation>
    </message>
    <message>
        <source>{}: {} is not UTF-8; install the bundle again</source>
        <translation>{}：{} 不是 UTF-8；请重新安装网络包</translation>
    </message>
    <message>
        <source>{}: {} of {}</source>
        <translation>{}：{} / {}</translation>
    </message>
    <message>
        <source>{}: {} was altered and no longer matches {}; install the bundle again</source>
        <translation>{}：{} 已被改动，与 {} 不再相符；请重新安装网络包</translation>
    </message>
    <message>
        <source>{}: {}. See {}.</source>
        <translation>{}：{}。见 {}。</translation>
    </message>
    <message>
        <source>{}; run again</source>
        <translation>{}；请重新运行</translation>
    </message>
    <message>
        <source>{}; the others are provisional until their neighbours are read</source>
        <translation>{}；其余切片在邻近切片分析完成之前为暂定结果</translation>
    </message>
    <message>
        <source>{}; what was unpacked before is shown</source>
        <translation>{}；显示此前已解压的内容</translation>
    </message>
    <message>
        <source>{}; {}</source>
        <translation>{}；{}</translation>
    </message>
    <message>
        <source>{}?</source>
        <translation>{}？</translation>
    </message>
    <message>
        <source>★ key image</source>
        <translation>★ 关键图像</translation>
    </message>
</context>
</TS>
