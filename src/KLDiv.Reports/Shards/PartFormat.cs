namespace KLDiv.Reports.Shards;

/// <summary>The words of a part of a report, a safetensors file; docs/formats/report-part.md has the rules.</summary>
internal static class PartFormat
{
    /// <summary>The name and version of the format.</summary>
    public const string Format = "kldiv-report-part-1";

    /// <summary>The tensor at the end: SHA-256 of all bytes of the file before it.</summary>
    public const string Checksum = "sha256";

    public const int ChecksumLength = 32;

    public const string ChecksumType = "U8";

    /// <summary>The names of the texts that every part has.</summary>
    public static class Keys
    {
        public const string Format = "format";
        public const string Program = "kldiv";
        public const string VectorBits = "vector_bits";
        public const string Shard = "shard";
        public const string FirstRow = "first_row";
        public const string RowCount = "row_count";
        public const string Rows = "rows";
        public const string Support = "support";
        public const string Input = "input";
        public const string Target = "target";
        public const string Weights = "weights";
        public const string Mask = "mask";
        public const string Labels = "labels";
        public const string Names = "names";
        public const string InputKind = "input_kind";
        public const string TargetKind = "target_kind";
        public const string Normalise = "normalise";
        public const string Pseudocount = "pseudocount";
        public const string IgnoredLabel = "ignore_index";
        public const string Divergence = "divergence";
        public const string Beta = "beta";
        public const string Temperature = "temperature";
        public const string Top = "top";
        public const string HasLabels = "has_labels";
        public const string IsWeighted = "is_weighted";
        public const string IsMasked = "is_masked";
        public const string WeightScale = "weight_scale";

        /// <summary>The size of a file, beside its name.</summary>
        public static string BytesOf(string file) => $"{file}_bytes";

        /// <summary>The hash of a file's sample, beside its name.</summary>
        public static string SampleOf(string file) => $"{file}_sample";
    }
}
