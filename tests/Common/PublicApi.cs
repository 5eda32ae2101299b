using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace KLDiv.TestSupport;

/// <summary>
/// What an assembly shows to those who use it, as text: much like C#, one member a line, in an order that does not depend on the source.
/// What the compiler adds to records is left out.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The public and protected types and members of an assembly.</summary>
    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (IGrouping<string?, Type> types in assembly.GetExportedTypes().GroupBy(type => type.Namespace, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("namespace ").Append(types.Key).Append('\n');
            foreach (Type type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append('\n').Append(Declaration(type)).Append('\n');
                foreach (string member in Members(type).Order(StringComparer.Ordinal))
                {
                    text.Append("    ").Append(member).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        if (type.IsEnum)
        {
            return $"public enum {TypeName.Of(type)} : {TypeName.Of(Enum.GetUnderlyingType(type))}";
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"public delegate {Returned(invoke)} {TypeName.Of(type)}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
        }

        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => (Has(type, "IsReadOnlyAttribute") ? "readonly " : "") + (IsRecord(type) ? "record " : "") + (type.IsByRefLike ? "ref struct" : "struct"),
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => $"abstract {Class(type)}",
            { IsSealed: true } => $"sealed {Class(type)}",
            _ => Class(type),
        };
        IEnumerable<Type> inherited = type.GetInterfaces().Where(face => face.IsVisible && !(type.BaseType?.GetInterfaces().Contains(face) ?? false)
            && !(IsRecord(type) && face == typeof(IEquatable<>).MakeGenericType(type)));
        IEnumerable<string> bases = inherited.Select(TypeName.Of).Order(StringComparer.Ordinal);
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases = bases.Prepend(TypeName.Of(parent));
        }

        string list = string.Join(", ", bases);
        return $"public {kind} {TypeName.Of(type)}{(list.Length == 0 ? "" : " : " + list)}{Constraints(type.GetGenericArguments())}";
    }

    private static string Class(Type type) => IsRecord(type) ? "record" : "class";

    private static bool IsRecord(Type type) =>
        type.GetMethods(Declared).Any(method => method.Name is "PrintMembers" && Has(method, nameof(CompilerGeneratedAttribute)));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
                string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"));
        }

        return type.IsAssignableTo(typeof(Delegate)) ? [] :
        [
            .. type.GetConstructors(Declared).Where(Shows).Select(constructor => $"{Access(constructor)}{TypeName.Plain(type)}({Parameters(constructor)})"),
            .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(Field),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(Shows)).Select(Property),
            .. type.GetEvents(Declared).Where(item => Shows(item.AddMethod!)).Select(item => $"{Access(item.AddMethod!)}event {TypeName.Of(item.EventHandlerType!)} {item.Name}"),
            .. type.GetMethods(Declared).Where(method => Shows(method) && (!method.IsSpecialName || IsOperator(method))).Select(Method),
        ];
    }

    private static bool Shows(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<', StringComparison.Ordinal) && !IsGenerated(method);

    /// <summary>Whether the compiler made it for a record, and nobody wrote it. The accessors of properties are made too, but written.</summary>
    private static bool IsGenerated(MethodBase method) =>
        Has(method, nameof(CompilerGeneratedAttribute)) && (!method.IsSpecialName || method is ConstructorInfo || IsOperator(method) || method.Name is "get_EqualityContract");

    private static bool IsOperator(MethodBase method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "public " : "protected ";
        string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        string value = field.IsLiteral ? $" = {Value(field.GetRawConstantValue(), field.FieldType)}" : "";
        return $"{access}{kind}{TypeName.Of(field.FieldType)}{Mark(Nullability.Create(field).ReadState, field.FieldType)} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo shown = property.GetAccessors(nonPublic: true).First(Shows);
        string accessors = (property.GetMethod is { } get && Shows(get) ? " get;" : "") + (property.SetMethod is { } set && Shows(set) ? IsInit(set) ? " init;" : " set;" : "");
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"this[{string.Join(", ", parameters.Select(Parameter))}]" : property.Name;
        string required = Has(property, nameof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Access(shown)}{required}{TypeName.Of(property.PropertyType)}{Mark(Nullability.Create(property).ReadState, property.PropertyType)} {index} {{{accessors} }}";
    }

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Method(MethodInfo method)
    {
        string name = IsOperator(method) ? "operator " + method.Name["op_".Length..] : method.Name;
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName.Of))}>" : "";
        return $"{Access(method)}{Returned(method)} {name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())}";
    }

    private static string Access(MethodBase method)
    {
        string access = method.IsPublic ? "public " : "protected ";
        bool overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        string kind = method switch
        {
            { DeclaringType.IsInterface: true } => method.IsStatic ? "static " : "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => overrides ? "override " : "virtual ",
            _ => "",
        };
        return access + kind;
    }

    private static string Returned(MethodInfo method) =>
        TypeName.Of(method.ReturnType) + Mark(Nullability.Create(method.ReturnParameter).ReadState, method.ReturnType);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        string passing = !type.IsByRef ? Has(parameter, nameof(ParamArrayAttribute)) || Has(parameter, nameof(ParamCollectionAttribute)) ? "params " : ""
            : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        Type plain = type.IsByRef ? type.GetElementType()! : type;
        string value = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue, plain)}" : "";
        return $"{passing}{TypeName.Of(plain)}{Mark(Nullability.Create(parameter).WriteState, plain)} {parameter.Name}{value}";
    }

    private static string Mark(NullabilityState state, Type type) => state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.ToObject(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    private static string Constraint(Type parameter)
    {
        GenericParameterAttributes special = parameter.GenericParameterAttributes;
        bool unmanaged = Has(parameter, "IsUnmanagedAttribute");
        List<string> constraints = [];
        if (special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Add(unmanaged ? "unmanaged" : "struct");
        }
        else if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Add("class");
        }

        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeName.Of).Order(StringComparer.Ordinal));
        if (special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    private static bool Has(ICustomAttributeProvider item, string attribute) =>
        item.GetCustomAttributes(inherit: false).Any(found => string.Equals(found.GetType().Name, attribute, StringComparison.Ordinal));

    private static bool Has(ParameterInfo item, string attribute) =>
        item.CustomAttributes.Any(found => string.Equals(found.AttributeType.Name, attribute, StringComparison.Ordinal));
}
