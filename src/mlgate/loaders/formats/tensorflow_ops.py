"""Operators of TensorFlow graphs: those that reach outside, and plain arithmetic.

An operator on neither list leaves a model "not tested".
"""

from mlgate.loaders.formats.words import words

REACHING = words("""
    ReadFile WriteFile MatchingFiles PyFunc PyFuncStateless EagerPyFunc PrintV2 Print
    ImmutableConst WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2
    TFRecordReader TFRecordReaderV2 FixedLengthRecordReader FixedLengthRecordReaderV2
    IdentityReader IdentityReaderV2 ReaderReadV2 TextLineDataset TFRecordDataset
    FixedLengthRecordDataset SqlDataset WriteSummary WriteGraphSummary
    WriteRawProtoSummary CreateSummaryFileWriter CreateSummaryDbWriter DebugIdentity
    DebugIdentityV2 RpcCall RpcClient RpcServer RemoteCall RegisterDataset
    LoadDataset SaveDataset SaveDatasetV2 SnapshotDataset SnapshotDatasetV2
    SaveSlices ExperimentalAssertNextDataset CompileAndExecute
""")
PLAIN = words("""
    Abs Acos Add AddN AddV2 All Any ArgMax ArgMin Asin AsString Assert Assign
    AssignVariableOp AssignAddVariableOp AssignSubVariableOp Atan AvgPool AvgPool3D
    BatchMatMul BatchMatMulV2 BatchToSpaceND BiasAdd Bincount BroadcastArgs BroadcastTo
    Bucketize Case Cast Ceil CheckNumerics ClipByValue ConcatV2 Const Conv2D
    Conv2DBackpropInput Conv3D Cos Cumsum DepthToSpace DepthwiseConv2dNative
    DynamicStitch DynamicPartition Einsum Elu Enter Equal Erf Exit Exp ExpandDims Expm1
    Fill Floor FloorDiv FloorMod FusedBatchNorm FusedBatchNormV3 GatherNd GatherV2
    Greater GreaterEqual Identity IdentityN If IsFinite IsNan L2Loss LeakyRelu Less
    LessEqual LinSpace Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr LoopCond
    MatMul Max MaxPool MaxPool3D Maximum Mean Merge MergeV2Checkpoints Min
    Minimum MirrorPad Mod Mul Multinomial Neg NextIteration NoOp NonMaxSuppressionV3
    NotEqual OneHot Pack Pad PadV2 PartitionedCall Placeholder PlaceholderWithDefault
    Pow PreventGradient Prod Qr RandomStandardNormal RandomUniform RandomUniformInt
    Range Rank ReadVariableOp RealDiv Reciprocal Relu Relu6 Reshape ResizeBilinear
    ResizeNearestNeighbor RestoreV2 ReverseV2 Roll Round Rsqrt SaveV2 ScatterNd Select
    SelectV2 Selu Shape ShapeN ShardedFilename Sigmoid Sign Sin Size Slice Softmax
    Softplus Softsign SpaceToBatchND SpaceToDepth SparseToDense Split SplitV Sqrt Square
    SquaredDifference Squeeze StatefulPartitionedCall StatelessIf StatelessWhile
    StaticRegexFullMatch StopGradient StridedSlice StringJoin Sub Sum Switch Tan Tanh
    TensorListFromTensor TensorListGetItem TensorListReserve TensorListSetItem
    TensorListStack Tile TopKV2 Transpose TruncateDiv Unique Unpack VarHandleOp
    VarIsInitializedOp VariableV2 Where While Xdivy ZerosLike
""")
