using Mono.Cecil;
using Mono.Cecil.Cil;

namespace KLDiv.Cli.Tests.House;

/// <summary>Which types of a compiled assembly use which others, in signatures and in code.</summary>
internal static class Arrows
{
    /// <summary>Pairs of the names of outermost types, without type parameters.</summary>
    public static IReadOnlyCollection<(string User, string Used)> Of(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        HashSet<(string User, string Used)> arrows = [];
        foreach (TypeDefinition type in module.GetTypes())
        {
            foreach (TypeReference used in UsedBy(type).SelectMany(Parts).Where(used => Package(used).StartsWith("KLDiv", StringComparison.Ordinal)))
            {
                arrows.Add((NameOf(type), NameOf(used)));
            }
        }

        return arrows;
    }

    /// <summary>The assemblies that an assembly was compiled against.</summary>
    public static IReadOnlyCollection<string> ReferencesOf(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        return [.. module.AssemblyReferences.Select(reference => reference.Name)];
    }

    private static string Package(TypeReference type) => type.Scope switch
    {
        ModuleDefinition module => module.Assembly.Name.Name,
        { } scope => scope.Name,
        null => "",
    };

    private static string NameOf(TypeReference type) =>
        type.DeclaringType is { } outer ? NameOf(outer) : type.Name.Split('`')[0];

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type) =>
    [
        .. type.BaseType is null ? [] : new[] { type.BaseType },
        .. type.Interfaces.Select(face => face.InterfaceType),
        .. type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(UsedBy),
    ];

    private static IEnumerable<TypeReference> UsedBy(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType),
        .. method.Body?.Variables.Select(variable => variable.VariableType) ?? [],
        .. method.Body?.Instructions.SelectMany(UsedBy) ?? [],
    ];

    private static IEnumerable<TypeReference> UsedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MemberReference { DeclaringType: { } type } => [type],
        _ => [],
    };

    /// <summary>A type, what it is an array of or a pointer to, and its type arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        FunctionPointerType pointer => [.. Parts(pointer.ReturnType), .. pointer.Parameters.SelectMany(parameter => Parts(parameter.ParameterType))],
        TypeSpecification specification => Parts(specification.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
